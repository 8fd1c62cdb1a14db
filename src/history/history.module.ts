import { Module } from '@nestjs/common';
import { Settings } from '../config/settings';
import { MonitorModule } from '../monitor/monitor.module';
import { Fingerprints } from './fingerprint.service';
import { HistoryRecorder } from './history-recorder.service';
import { HistoryWriter } from './history-writer.service';
import { HistoryStore } from './history.store';
import { KyselyHistoryStore } from './store/kysely-history.store';

/** Keeps what happened. The one place that names a concrete store. */
@Module({
  imports: [MonitorModule],
  providers: [
    {
      provide: HistoryStore,
      inject: [Settings],
      useFactory: ({ DATABASE_URL }: Settings) => new KyselyHistoryStore(DATABASE_URL),
    },
    HistoryWriter,
    HistoryRecorder,
    Fingerprints,
  ],
  exports: [HistoryStore, HistoryWriter],
})
export class HistoryModule {}
