import { Module } from '@nestjs/common';
import { IntegrationsModule } from '../integrations/integrations.module';
import { ProbeModule } from '../integrations/probe.module';
import { Clock } from './clock';
import { Monitor } from './monitor.service';

/** Knows the verdict on every integration. */
@Module({
  imports: [IntegrationsModule, ProbeModule],
  providers: [Monitor, Clock],
  exports: [Monitor, Clock, IntegrationsModule],
})
export class MonitorModule {}
