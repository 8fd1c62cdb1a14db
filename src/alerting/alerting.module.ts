import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { SecretSource } from '../config/secret-source';
import { HealthModule } from '../health/health.module';
import { HistoryModule } from '../history/history.module';
import { MonitorModule } from '../monitor/monitor.module';
import { CHANNELS, type AlertChannel } from './alert-channel';
import { AlertDelivery } from './alert-delivery.service';
import { AlertDescriber } from './alert-describer.service';
import { AlertRecorder } from './alert-recorder.service';
import { AlertReport } from './alert-report.service';
import { AlertRetention } from './alert-retention.service';
import { AlertsController } from './alerts.controller';
import { ChannelTester } from './channel-tester.service';
import { AlertmanagerChannel } from './channels/alertmanager.channel';
import { EmailChannel } from './channels/email.channel';
import { httpOptions, HttpSender } from './channels/http-sender.service';
import { PagerDutyChannel } from './channels/pagerduty.channel';
import { SlackChannel } from './channels/slack.channel';
import { WebhookChannel } from './channels/webhook.channel';
import { SilenceBook } from './silence-book.service';
import { SilencesController } from './silences.controller';

/** The one list of channels. */
const ALL_CHANNELS = [
  WebhookChannel,
  SlackChannel,
  PagerDutyChannel,
  EmailChannel,
  AlertmanagerChannel,
];

/** Tells of incidents. */
@Module({
  imports: [
    MonitorModule,
    HistoryModule,
    HealthModule,
    HttpModule.registerAsync({ inject: [SecretSource], useFactory: httpOptions }),
  ],
  controllers: [SilencesController, AlertsController],
  providers: [
    HttpSender,
    ...ALL_CHANNELS,
    {
      provide: CHANNELS,
      inject: ALL_CHANNELS,
      useFactory: (...channels: AlertChannel[]) => channels,
    },
    AlertDescriber,
    AlertRecorder,
    AlertDelivery,
    AlertReport,
    AlertRetention,
    ChannelTester,
    SilenceBook,
  ],
  exports: [AlertDelivery],
})
export class AlertingModule {}
