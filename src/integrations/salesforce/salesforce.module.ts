import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { SalesforceHealthIndicator } from './salesforce.health';

/** Everything of Salesforce. */
@Module({
  imports: [ProbeModule],
  providers: [SalesforceHealthIndicator],
  exports: [SalesforceHealthIndicator],
})
export class SalesforceModule {}
