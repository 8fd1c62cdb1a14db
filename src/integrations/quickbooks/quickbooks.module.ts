import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { QuickBooksHealthIndicator } from './quickbooks.health';

/** Everything of QuickBooks. */
@Module({
  imports: [ProbeModule],
  providers: [QuickBooksHealthIndicator],
  exports: [QuickBooksHealthIndicator],
})
export class QuickBooksModule {}
