import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { MonitorModule } from '../monitor/monitor.module';
import { BadgeController } from './badge.controller';
import { BadgeMaker } from './badge.service';
import { Fingerprints } from './fingerprint.service';
import { HistoryArchive } from './history-archive.service';
import { HistoryRecorder } from './history-recorder.service';
import { HistoryWriter } from './history-writer.service';
import { HistoryController } from './history.controller';
import { HistoryStore } from './history.store';
import { IncidentReport } from './incident-report.service';
import { IncidentsController } from './incidents.controller';
import { KyselyHistoryStore } from './store/kysely-history.store';
import { UptimeReport } from './uptime.service';

/** Keeps what happened. The one place that names a concrete store. */
@Module({
  imports: [MonitorModule],
  controllers: [IncidentsController, HistoryController, BadgeController],
  providers: [
    {
      provide: HistoryStore,
      inject: [Settings],
      useFactory: ({ DATABASE_URL }: Settings) => new KyselyHistoryStore(DATABASE_URL),
    },
    HistoryWriter,
    HistoryRecorder,
    Fingerprints,
    HistoryArchive,
    UptimeReport,
    IncidentReport,
    BadgeMaker,
  ],
  exports: [HistoryStore, HistoryWriter, HistoryArchive],
})
export class HistoryModule {}
