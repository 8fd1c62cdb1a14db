import { Injectable } from '@nestjs/common';
import Negotiator from 'negotiator';
import type { FastifyRequest } from 'fastify';
import type { Status } from '../core/status';
import type { CheckView } from '../core/verdict';
import type { CurrentVerdict } from '../monitor/monitored-integration';
import { iso } from '../http/iso';
import { ProtectedRoutes } from './protected-routes.service';

/** The media type of the IETF draft "Health Check Response Format for HTTP APIs". */
export const HEALTH_JSON = 'application/health+json';

type HealthJsonStatus = 'pass' | 'warn' | 'fail';

/** One entry of `checks` in the draft's format. */
export interface HealthJsonCheck {
  readonly componentId: string;
  readonly componentType: 'component';
  readonly status: HealthJsonStatus;
  readonly observedValue?: number;
  readonly observedUnit?: 'ms';
  readonly time?: string;
  readonly output?: string;
  readonly affectedEndpoints?: readonly string[];
}

/** The draft's body. */
export interface HealthJson {
  readonly status: HealthJsonStatus;
  readonly serviceId?: string;
  readonly description: string;
  readonly output?: string;
  readonly checks: Readonly<Record<string, readonly HealthJsonCheck[]>>;
}

const STATUS: Record<Status, HealthJsonStatus> = {
  healthy: 'pass',
  unknown: 'warn',
  degraded: 'fail',
  unhealthy: 'fail',
};

const CHECK_STATUS: Record<CheckView['status'], HealthJsonStatus> = {
  pass: 'pass',
  unproven: 'warn',
  skip: 'warn',
  fail: 'fail',
};

/** Whether the client prefers the draft's format to plain JSON. */
export function prefersHealthJson(request: FastifyRequest): boolean {
  if (request.headers.accept === undefined) return false;
  return new Negotiator(request).mediaType(['application/json', HEALTH_JSON]) === HEALTH_JSON;
}

/** Puts verdicts into the format of the IETF draft. */
@Injectable()
export class HealthJsonReport {
  constructor(private readonly routes: ProtectedRoutes) {}

  /** One integration. */
  service(verdict: CurrentVerdict): HealthJson {
    const status = STATUS[verdict.status];
    return {
      status,
      serviceId: verdict.key,
      description: `Health of the ${verdict.name} integration`,
      ...(status !== 'pass' && { output: verdict.message }),
      checks: this.checks(verdict),
    };
  }

  /** All integrations: `fail` when none is healthy, `warn` when some are not. */
  overview(verdicts: readonly CurrentVerdict[]): HealthJson {
    const healthy = verdicts.filter(({ status }) => status === 'healthy').length;
    return {
      status: healthy === verdicts.length ? 'pass' : healthy === 0 ? 'fail' : 'warn',
      description: 'Health of all integrations',
      checks: Object.assign(
        {},
        ...verdicts.map((verdict) => this.checks(verdict)),
      ) as HealthJson['checks'],
    };
  }

  private checks(verdict: CurrentVerdict): HealthJson['checks'] {
    const { key, configuration, apiAccess, credentials } = verdict;
    const configured: CheckView =
      configuration.missing.length === 0
        ? { status: 'pass', message: '' }
        : { status: 'fail', message: `Missing: ${configuration.missing.join(', ')}` };
    return {
      [`${key}:configuration`]: [this.check(verdict, configured)],
      [`${key}:api_access`]: [this.check(verdict, apiAccess)],
      [`${key}:credentials`]: [this.check(verdict, credentials)],
    };
  }

  private check({ key }: CurrentVerdict, view: CheckView): HealthJsonCheck {
    const routes = this.routes.of(key);
    const status = CHECK_STATUS[view.status];
    return {
      componentId: key,
      componentType: 'component',
      status,
      ...(view.latencyMs !== undefined && { observedValue: view.latencyMs, observedUnit: 'ms' }),
      ...(view.at !== undefined && { time: iso(view.at) }),
      ...(status !== 'pass' && { output: view.message }),
      ...(routes.length > 0 && { affectedEndpoints: routes }),
    };
  }
}
