import { Module } from '@nestjs/common';
import { ProbeModule } from '../probe.module';
import { TrelloHealthIndicator } from './trello.health';

/** Everything of Trello. */
@Module({
  imports: [ProbeModule],
  providers: [TrelloHealthIndicator],
  exports: [TrelloHealthIndicator],
})
export class TrelloModule {}
