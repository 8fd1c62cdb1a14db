import { Global, Module } from '@nestjs/common';
import { ErrorPages } from '../http/error-pages';
import { MonitorModule } from '../monitor/monitor.module';
import { ClientFiles } from './client-files.store';
import { LiveModule } from './live.module';
import { PageSender } from './page-sender.service';
import { PagesController } from './pages.controller';

/** The pages for people. Global, because any route may end in a page. */
@Global()
@Module({
  imports: [LiveModule, MonitorModule],
  controllers: [PagesController],
  providers: [ClientFiles, PageSender, { provide: ErrorPages, useExisting: PageSender }],
  exports: [ErrorPages],
})
export class DashboardModule {}
