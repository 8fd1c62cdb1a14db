import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service';
import type { Status } from '../core/status';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { RouteMemo } from '../http/route-memo';
import { Monitor } from '../monitor/monitor.service';
import { GuardDecisions, type GuardOutcome } from './guard-decisions.service';
import { REQUIRED_INTEGRATIONS } from './require-healthy.decorator';
import { refusal } from './unhealthy.exception';

/** How long a route waits for a first verdict, milliseconds. */
const MAX_WAIT_MS = 1000;

/** A missing verdict is not an outage. */
const OUTCOMES: Record<Status, GuardOutcome> = {
  healthy: 'allowed',
  unknown: 'undecided',
  degraded: 'refused',
  unhealthy: 'refused',
};

/**
 * Decides from memory whether a route may run. A missing verdict is not an outage: after a second's
 * wait for the check in flight the request goes through.
 */
@Injectable()
export class RequireHealthyGuard implements CanActivate {
  private readonly required: RouteMemo<readonly IntegrationKey[]>;

  constructor(
    reflector: Reflector,
    private readonly monitor: Monitor,
    private readonly audit: AuditService,
    private readonly decisions: GuardDecisions,
  ) {
    this.required = new RouteMemo((context) => {
      const declared = reflector.getAll<(IntegrationKey[] | undefined)[]>(REQUIRED_INTEGRATIONS, [
        context.getClass(),
        context.getHandler(),
      ]);
      return [...new Set(declared.flatMap((list) => list ?? []))];
    });
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const keys = this.required.of(context);
    if (keys.length === 0) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (keys.every(this.isDecided)) return this.decide(keys, request);
    const undecided = keys.filter((key) => !this.isDecided(key));
    return this.wait(undecided).then(() => this.decide(keys, request));
  }

  private readonly isDecided = (key: IntegrationKey): boolean =>
    this.monitor.current(key).status !== 'unknown';

  private decide(keys: readonly IntegrationKey[], request: FastifyRequest): boolean {
    for (const key of keys) {
      const verdict = this.monitor.current(key);
      const outcome = OUTCOMES[verdict.status];
      this.decisions.count(key, outcome);
      if (outcome !== 'refused') continue;
      this.audit.note(request, { service: key, status: verdict.status, reason: verdict.reason });
      throw refusal(verdict, this.monitor.untilNextCheck(key));
    }
    return true;
  }

  private async wait(keys: readonly IntegrationKey[]): Promise<void> {
    const timer = new AbortController();
    const checks = Promise.all(keys.map((key) => this.monitor.inFlight(key)));
    const timeout = delay(MAX_WAIT_MS, undefined, { signal: timer.signal, ref: false });
    await Promise.race([checks, timeout]);
    timeout.catch(() => undefined);
    timer.abort();
  }
}
