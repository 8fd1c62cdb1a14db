import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service';
import { Operator } from '../auth/access.decorator';
import { NoAlertQueryDto } from './dto/alert.dto';
import {
  CreateSilenceDto,
  SilencePathDto,
  type SilenceCreatedDto,
  type SilenceListDto,
} from './dto/silence.dto';
import { SilenceBook } from './silence-book.service';

/** What holds alerts back. */
@Controller('api/alerts/silences')
export class SilencesController {
  constructor(
    private readonly silences: SilenceBook,
    private readonly audit: AuditService,
  ) {}

  /** All silences that have not ended. */
  @Get()
  async list(@Query() _query: NoAlertQueryDto): Promise<SilenceListDto> {
    return { ok: true, silences: await this.silences.list() };
  }

  /** Holds back that alerts are opened, of one integration or of all; never that they are closed. */
  @Post()
  @Operator()
  async create(
    @Query() _query: NoAlertQueryDto,
    @Body() silence: CreateSilenceDto,
    @Req() request: FastifyRequest,
  ): Promise<SilenceCreatedDto> {
    const who = this.audit.who(request);
    return { ok: true, silence: await this.silences.create(silence, who) };
  }

  /** Ends a silence; what it held back and still lasts is told. */
  @Delete(':id')
  @HttpCode(204)
  @Operator()
  remove(@Param() { id }: SilencePathDto, @Query() _query: NoAlertQueryDto): Promise<void> {
    return this.silences.remove(id);
  }
}
