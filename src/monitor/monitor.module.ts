import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/integrations.module';
import { Clock } from './clock';
import { Monitor } from './monitor.service';

/** Knows the verdict on every integration. */
@Module({
  imports: [IntegrationsModule],
  providers: [Monitor, Clock],
  exports: [Monitor, Clock, IntegrationsModule],
})
export class MonitorModule {}
