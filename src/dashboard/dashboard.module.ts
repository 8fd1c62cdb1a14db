import { Global, Module } from '@nestjs/common';
import { ErrorPages } from '../http/error-pages';
import { HistoryModule } from '../history/history.module';
import { MonitorModule } from '../monitor/monitor.module';
import { ClientFiles } from './client-files.store';
import { LiveModule } from './live.module';
import { PageSender } from './page-sender.service';
import { PagesController } from './pages.controller';
import { PublicStatusController } from './public-status.controller';
import { PublicStatusReport } from './public-status.service';

/** The pages for people. Global, because any route may end in a page. */
@Global()
@Module({
  imports: [HistoryModule, LiveModule, MonitorModule],
  controllers: [PagesController, PublicStatusController],
  providers: [
    ClientFiles,
    PageSender,
    PublicStatusReport,
    { provide: ErrorPages, useExisting: PageSender },
  ],
  exports: [ErrorPages],
})
export class DashboardModule {}
