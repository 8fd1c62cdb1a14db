import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { InjectThrottlerStorage, normalizeIp, ThrottlerGuard } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { Settings } from '../config/settings';
import { RequestCountStore } from './request-count.store';
import { RouteMemo } from './route-memo';

/** Limits count requests in windows of so many milliseconds. */
export const LIMIT_WINDOW_MS = 60_000;

const UNLIMITED = 'http:unlimited';

/** The route is not limited. */
export const Unlimited = () => SetMetadata(UNLIMITED, true);

/**
 * Limits the requests of each client. What is within the limit passes without a wait; what is not is
 * refused by the library's guard, which counts in the same store.
 */
@Injectable()
export class LimitGuard implements CanActivate {
  private readonly unlimited: RouteMemo<boolean>;
  private readonly limit: number;

  constructor(
    private readonly throttler: ThrottlerGuard,
    @InjectThrottlerStorage() private readonly counts: RequestCountStore,
    { RATE_LIMIT_PER_MINUTE }: Settings,
    reflector: Reflector,
  ) {
    this.limit = RATE_LIMIT_PER_MINUTE;
    this.unlimited = new RouteMemo((context) => {
      const targets = [context.getHandler(), context.getClass()];
      return reflector.getAllAndOverride<boolean | undefined>(UNLIMITED, targets) ?? false;
    });
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (this.unlimited.of(context)) return true;
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    // An address that is counted under its own name needs no other; networks of IPv6 do.
    const client = this.counts.knows(ip) ? ip : normalizeIp(ip);
    return (
      this.counts.take(client, LIMIT_WINDOW_MS, this.limit) || this.throttler.canActivate(context)
    );
  }
}
