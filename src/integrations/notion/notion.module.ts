import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { NotionHealthIndicator } from './notion.health';

/** Everything of Notion. */
@Module({
  imports: [ProbeModule],
  providers: [NotionHealthIndicator],
  exports: [NotionHealthIndicator],
})
export class NotionModule {}
