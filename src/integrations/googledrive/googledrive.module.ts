import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { GoogleDriveHealthIndicator } from './googledrive.health';

/** Everything of Google Drive. */
@Module({
  imports: [ProbeModule],
  providers: [GoogleDriveHealthIndicator],
  exports: [GoogleDriveHealthIndicator],
})
export class GoogleDriveModule {}
