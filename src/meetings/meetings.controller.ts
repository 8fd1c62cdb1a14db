import { Body, Controller, Post, Query } from '@nestjs/common';
import { NoQueryDto } from '../health/dto/request.dto';
import { RequireHealthy } from '../health/require-healthy.decorator';
import { CreateMeetingDto, type MeetingDto } from './dto/meeting.dto';
import { MeetingsService } from './meetings.service';

/** Business routes that stand on Zoom. */
@Controller('api/zoom')
export class MeetingsController {
  constructor(private readonly meetings: MeetingsService) {}

  /** Creates a meeting at Zoom; refused while Zoom is not well. */
  @Post('create-meeting')
  @RequireHealthy('zoom')
  create(@Query() _query: NoQueryDto, @Body() meeting: CreateMeetingDto): Promise<MeetingDto> {
    return this.meetings.create(meeting);
  }
}
