import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { SlackHealthIndicator } from './slack.health';

/** Everything of Slack. */
@Module({
  imports: [ProbeModule],
  providers: [SlackHealthIndicator],
  exports: [SlackHealthIndicator],
})
export class SlackModule {}
