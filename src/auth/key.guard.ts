import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from '../http/problem';
import { RouteMemo } from '../http/route-memo';
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
  private readonly needs: RouteMemo<{ readonly key: boolean; readonly operator: boolean }>;

  constructor(
    private readonly access: Access,
    reflector: Reflector,
  ) {
    this.needs = new RouteMemo((context) => {
      const targets = [context.getHandler(), context.getClass()];
      const has = (name: string) => reflector.getAllAndOverride<boolean>(name, targets) === true;
      return { key: !has(PUBLIC), operator: has(OPERATOR) };
    });
  }

  canActivate(context: ExecutionContext): boolean {
    if (this.access.isOpen) return true;
    const needs = this.needs.of(context);
    if (!needs.key) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const holder = this.access.holderOf(request);
    if (!holder) throw unauthorized();
    request.keyHolder = holder;
    if (needs.operator && holder.role !== 'operator') {
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
