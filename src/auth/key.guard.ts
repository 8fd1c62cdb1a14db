import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem';
import { OPERATOR, PUBLIC } from './access.decorator';
import { Access } from './access.service';
import type { KeyHolder } from './key-ring.service';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who holds the key of this request; absent while no key was recognised. */
    keyHolder?: KeyHolder;
  }
}

/** Lets only holders of a key through, and only operators to operators' routes. */
@Injectable()
export class KeyGuard implements CanActivate {
  constructor(
    private readonly access: Access,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.access.isOpen || this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) {
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const holder = this.access.holderOf(request);
    if (!holder) throw unauthorized();
    request.keyHolder = holder;
    const forOperators = this.reflector.getAllAndOverride<boolean>(OPERATOR, targets);
    if (forOperators && holder.role !== 'operator') {
      throw new ProblemException(403, "This route needs an operator's key");
    }
    return true;
  }
}

/** The 401 of a missing or wrong key; tells nothing about the keys that exist. */
export function unauthorized(): ProblemException {
  return new ProblemException(401, 'A valid key is needed', {
    headers: { 'WWW-Authenticate': 'Bearer realm="integration-health"' },
  });
}
