import { IsOptional, MaxLength } from 'class-validator';

/** The query of the stream. */
export class StreamQueryDto {
  /** As the header `Last-Event-ID`, for clients that cannot set it. */
  @IsOptional()
  @MaxLength(64, { message: 'must not be longer than 64 characters' })
  last_event_id?: string;
}
