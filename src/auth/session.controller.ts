import { Body, Controller, Delete, Get, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from './access.decorator';
import { Access } from './access.service';
import { SessionDto, SignInDto } from './dto/session.dto';
import { KeyRing, type KeyHolder } from './key-ring.service';
import { unauthorized } from './key.guard';
import { Sessions } from './sessions.service';

/** Exchanges a key for a session, so that browsers need not keep keys. */
@Controller('api/session')
@Public()
export class SessionController {
  constructor(
    private readonly access: Access,
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
  ) {}

  /** Who is signed in. */
  @Get()
  @Header('Cache-Control', 'no-store')
  current(@Req() request: FastifyRequest): SessionDto {
    if (this.access.isOpen) return { signed_in: true, needs_key: false, role: 'operator' };
    return describe(this.access.holderOf(request));
  }

  /** Signs in. */
  @Post()
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  signIn(
    @Body() { key }: SignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): SessionDto {
    const holder = this.keys.find(key.trim());
    if (!holder) throw unauthorized();
    request.keyHolder = holder;
    void reply.header('Set-Cookie', this.sessions.start(holder, request));
    return describe(holder);
  }

  /** Signs out; the session cannot be used again. */
  @Delete()
  @HttpCode(204)
  signOut(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.header('Set-Cookie', this.sessions.end(request));
  }
}

function describe(holder: KeyHolder | undefined): SessionDto {
  if (!holder) return { signed_in: false, needs_key: true };
  return { signed_in: true, needs_key: true, name: holder.name, role: holder.role };
}
