import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem';
import { OPERATOR, PUBLIC } from './access.decorator';
import { KeyRing, type KeyHolder } from './key-ring.service';

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
    private readonly keys: KeyRing,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.keys.isOpen || this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = presentedKey(request);
    const holder = key === undefined ? undefined : this.keys.find(key);
    if (!holder) throw unauthorized();
    request.keyHolder = holder;
    const forOperators = this.reflector.getAllAndOverride<boolean>(OPERATOR, targets);
    if (forOperators && holder.role !== 'operator') {
      throw new ProblemException(403, "This route needs an operator's key");
    }
    return true;
  }
}

function unauthorized(): ProblemException {
  return new ProblemException(401, 'A valid key is needed', {
    headers: { 'WWW-Authenticate': 'Bearer realm="integration-health"' },
  });
}

function presentedKey({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(?<key>\S+) *$/i.exec(headers.authorization ?? '')?.groups?.key;
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' && header !== '' ? header : undefined);
}
