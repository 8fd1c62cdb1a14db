import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuditService } from '../../../src/audit/audit.service';
import { createApp } from '../../../src/create-app';
import { readFoundations } from '../../../src/foundations';
import { RequireHealthy } from '../../../src/health/require-healthy.decorator';
import { GuardDecisions as DecisionCounts } from '../../../src/health/guard-decisions.service';
import { RequireHealthyGuard } from '../../../src/health/require-healthy.guard';
import { Monitor } from '../../../src/monitor/monitor.service';

const DECISIONS = 200_000;
const SAMPLES = 7;

/** What the process sends: nanoseconds of one decision, a value a sample. */
export interface GuardDecisions {
  readonly allowing: readonly number[];
  readonly refusing: readonly number[];
}

class Routes {
  @RequireHealthy('zoom')
  allowed(): void {}

  @RequireHealthy('slack')
  refused(): void {}
}

function contextOf(handler: () => void): ExecutionContext {
  return new ExecutionContextHost([{}, {}], Routes, handler);
}

function allow(guard: RequireHealthyGuard, context: ExecutionContext): void {
  if (guard.canActivate(context) !== true) throw new Error('The guard did not allow at once');
}

function refuse(guard: RequireHealthyGuard, context: ExecutionContext): void {
  try {
    void guard.canActivate(context);
  } catch {
    return;
  }
  throw new Error('The guard did not refuse');
}

function nanosecondsOf(decide: () => void): number {
  const start = process.hrtime.bigint();
  for (let decision = 0; decision < DECISIONS; decision += 1) decide();
  return Number(process.hrtime.bigint() - start) / DECISIONS;
}

/** The first sample warms up. */
function samplesOf(decide: () => void): number[] {
  return Array.from({ length: SAMPLES + 1 }, () => nanosecondsOf(decide)).slice(1);
}

async function main(): Promise<void> {
  const app = await createApp(readFoundations(process.env));
  await app.init();
  const monitor = app.get(Monitor);
  await monitor.settled('zoom');
  const guard = new RequireHealthyGuard(
    app.get(Reflector),
    monitor,
    app.get(AuditService),
    new DecisionCounts(),
  );
  const { allowed, refused } = Routes.prototype;
  const allowedContext = contextOf(allowed);
  const refusedContext = contextOf(refused);
  const decisions: GuardDecisions = {
    allowing: samplesOf(() => allow(guard, allowedContext)),
    refusing: samplesOf(() => refuse(guard, refusedContext)),
  };
  process.send?.(decisions);
}

void main();
