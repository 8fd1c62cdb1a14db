import { Module } from '@nestjs/common';
import { ProbeModule } from '../integrations/probe.module';
import { ZoomModule } from '../integrations/zoom/zoom.module';
import { MeetingsController } from './meetings.controller';
import { MeetingsService } from './meetings.service';

/** The route that the guard protects out of the box. */
@Module({
  imports: [ZoomModule, ProbeModule],
  controllers: [MeetingsController],
  providers: [MeetingsService],
})
export class MeetingsModule {}
