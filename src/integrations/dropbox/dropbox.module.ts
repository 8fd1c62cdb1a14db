import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { DropboxHealthIndicator } from './dropbox.health';

/** Everything of Dropbox. */
@Module({
  imports: [ProbeModule],
  providers: [DropboxHealthIndicator],
  exports: [DropboxHealthIndicator],
})
export class DropboxModule {}
