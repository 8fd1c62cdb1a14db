import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { ZoomTokenService } from './zoom-token.service';
import { ZoomHealthIndicator } from './zoom.health';

/** Everything of Zoom. */
@Module({
  imports: [ProbeModule, CacheModule.register()],
  providers: [ZoomHealthIndicator, ZoomTokenService],
  exports: [ZoomHealthIndicator, ZoomTokenService],
})
export class ZoomModule {}
