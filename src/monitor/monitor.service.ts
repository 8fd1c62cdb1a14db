import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import pLimit from 'p-limit';
import { Subject, type Subscription } from 'rxjs';
import { SecretSource } from '../config/secret-source';
import { Settings } from '../config/settings';
import { isVendorsFault, type Finding } from '../core/finding';
import type { Reason, Status } from '../core/status';
import type { IntegrationHealthIndicator } from '../integrations/integration.health';
import { StatusPageReader } from '../integrations/status-page.service';
import { INTEGRATIONS } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from './clock';
import { withDeadline } from './deadline';
import { outcomeOf, type CheckFindings } from './check-cycle';
import { MonitoredIntegration, rulesOf, type CurrentVerdict } from './monitored-integration';
import { concurrentChecks, firstCheckAfterMs } from './pace';

/** A check that ended. */
export interface CheckResult {
  readonly key: IntegrationKey;
  readonly verdict: CurrentVerdict;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** Whether the credentials were proven too. */
  readonly full: boolean;
  /** What this look found; the verdict may wait for a second one. */
  readonly outcome: Finding;
  /** Of an API that answered in its own form, milliseconds; absent when it did not. */
  readonly latencyMs?: number;
}

/** A status or reason that changed. */
export interface StatusChange {
  readonly key: IntegrationKey;
  readonly from: { readonly status: Status; readonly reason: Reason };
  readonly to: { readonly status: Status; readonly reason: Reason };
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The outcome of a check on demand. */
export interface DemandedCheck {
  readonly verdict: CurrentVerdict;
  /** Present when no new check was made: how long until one is possible, milliseconds. */
  readonly retryAfterMs?: number;
}

interface Flight {
  readonly full: boolean;
  readonly done: Promise<void>;
}

/** Everything the monitor holds about one integration. */
interface Watch {
  readonly integration: MonitoredIntegration;
  /** What was last announced. */
  announced: { status: Status; reason: Reason };
  flight?: Flight;
  lastFullAt: number;
  /** When the vendor's status page was last asked. */
  explainedAt: number;
  nextCheckAt: number;
  timer?: NodeJS.Timeout;
  staleTimer?: NodeJS.Timeout;
}

const MIN_EXPLAIN_INTERVAL_MS = 60_000;
const MIN_DEMAND_INTERVAL_MS = 5000;
const JITTER = 0.1;

/**
 * Asks the vendors on its own schedule and keeps one verdict for each integration. Everything else
 * reads the verdict from memory or subscribes to the streams; nobody waits for a vendor, except for
 * the first verdict.
 */
@Injectable()
export class Monitor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Every check that ended. */
  readonly results$ = new Subject<CheckResult>();
  /** Every change of status or reason. */
  readonly changes$ = new Subject<StatusChange>();
  private readonly watches: ReadonlyMap<IntegrationKey, Watch>;
  private readonly limit: ReturnType<typeof pLimit>;
  private readonly shutdown = new AbortController();
  private readonly logger = new Logger(Monitor.name);
  private configuration?: Subscription;

  constructor(
    @Inject(INTEGRATIONS) indicators: readonly IntegrationHealthIndicator[],
    private readonly settings: Settings,
    private readonly secrets: SecretSource,
    private readonly clock: Clock,
    private readonly statusPages: StatusPageReader,
  ) {
    const rules = rulesOf(settings);
    this.limit = pLimit(concurrentChecks(indicators.length, settings));
    this.watches = new Map(
      indicators.map((indicator) => {
        const integration = new MonitoredIntegration(indicator, rules, clock.now());
        const { status, reason } = integration.current(clock.now());
        const watch = {
          integration,
          announced: { status, reason },
          lastFullAt: -Infinity,
          explainedAt: -Infinity,
          nextCheckAt: 0,
        };
        return [integration.key, watch];
      }),
    );
  }

  onApplicationBootstrap(): void {
    this.secrets.watch();
    this.configuration = this.secrets.changes$.subscribe(() => this.reconfigure());
    for (const [index, watch] of [...this.watches.values()].entries()) {
      this.schedule(watch, firstCheckAfterMs(index, this.watches.size, this.settings));
    }
  }

  beforeApplicationShutdown(): void {
    this.shutdown.abort();
    this.configuration?.unsubscribe();
    for (const { timer, staleTimer } of this.watches.values()) {
      clearTimeout(timer);
      clearTimeout(staleTimer);
    }
    this.results$.complete();
    this.changes$.complete();
  }

  /** The verdict from memory. */
  current(key: IntegrationKey): CurrentVerdict {
    return this.watch(key).integration.current(this.clock.now());
  }

  /**
   * Takes in what held before this process, so that a restart is no beginning.
   * @param before since when, epoch milliseconds
   */
  resume(key: IntegrationKey, before: { readonly status: Status; readonly since: number }): void {
    this.watch(key).integration.resume(before, this.clock.now());
  }

  /** The verdict; waits for the shared check only while there has never been one. */
  settled(key: IntegrationKey): CurrentVerdict | Promise<CurrentVerdict> {
    const verdict = this.current(key);
    if (verdict.reason !== 'not_checked') return verdict;
    return this.inFlight(key).then(() => this.current(key));
  }

  /** The end of the check that runs, or of a new one where one may be made; shared by all who wait. */
  async inFlight(key: IntegrationKey): Promise<void> {
    const watch = this.watch(key);
    if (watch.flight) return watch.flight.done;
    if (this.mayAsk(watch)) await this.start(watch);
  }

  /** Proves everything now, unless it was done moments ago or the vendor asked for silence. */
  async check(key: IntegrationKey): Promise<DemandedCheck> {
    const watch = this.watch(key);
    if (!watch.integration.isConfigured) return { verdict: this.current(key) };
    if (watch.flight && !watch.flight.full) await watch.flight.done;
    if (!watch.flight) {
      const retryAfterMs = this.waitBeforeDemand(watch);
      if (retryAfterMs > 0) return { verdict: this.current(key), retryAfterMs };
      watch.flight = this.launch(watch, true);
    }
    await watch.flight.done;
    return { verdict: this.current(key) };
  }

  /** Milliseconds until the next scheduled check. */
  untilNextCheck(key: IntegrationKey): number {
    return Math.max(0, this.watch(key).nextCheckAt - this.clock.now());
  }

  private watch(key: IntegrationKey): Watch {
    return this.watches.get(key)!;
  }

  private waitBeforeDemand({ integration, lastFullAt }: Watch): number {
    const allowedAt = Math.max(integration.holdUntil, lastFullAt + MIN_DEMAND_INTERVAL_MS);
    return Math.max(0, allowedAt - this.clock.now());
  }

  private mayAsk({ integration }: Watch): boolean {
    return (
      integration.isConfigured &&
      this.clock.now() >= integration.holdUntil &&
      !this.shutdown.signal.aborted
    );
  }

  /** Runs the check that is due, shared with everyone who waits for it. */
  private start(watch: Watch): Promise<void> {
    watch.flight ??= this.launch(watch, watch.integration.isProofDue(this.clock.now()));
    return watch.flight.done;
  }

  private launch(watch: Watch, full: boolean): Flight {
    const done = this.run(watch, full).finally(() => {
      delete watch.flight;
      // Credentials that changed meanwhile are proven at once.
      this.schedule(watch, Number.isFinite(watch.lastFullAt) ? this.intervalMs() : 0);
    });
    return { full, done };
  }

  /** Looks once, and a second time where a failure wants confirmation. */
  private async run(watch: Watch, full: boolean): Promise<void> {
    await this.limit(() => this.look(watch, full));
    if (!watch.integration.awaitsConfirmation) return;
    const { signal } = this.shutdown;
    await delay(this.settings.CONFIRM_AFTER_MS, undefined, { signal, ref: false }).catch(() => {});
    await this.limit(() => this.look(watch, full));
  }

  private async look(watch: Watch, full: boolean): Promise<void> {
    const { integration } = watch;
    const startedAt = this.clock.now();
    const { configurationVersion } = integration;
    const findings = await this.ask(integration, full, startedAt);
    if (this.shutdown.signal.aborted) return;
    // What was asked with old credentials says nothing of the new ones.
    if (configurationVersion !== integration.configurationVersion) return;
    const at = this.clock.now();
    integration.learn(findings, at);
    if (full) watch.lastFullAt = at;
    const verdict = integration.current(at);
    const { key } = integration;
    const durationMs = at - startedAt;
    this.results$.next({ key, verdict, at, durationMs, full, ...outcomeOf(findings) });
    this.announce(watch);
    void this.explain(watch);
  }

  /** Asks the vendor's own status page about a failure, beside the check and at most every minute. */
  private async explain(watch: Watch): Promise<void> {
    const { integration } = watch;
    const now = this.clock.now();
    if (!isVendorsFault(integration.current(now).reason)) return;
    if (now < Math.max(integration.holdUntil, watch.explainedAt + MIN_EXPLAIN_INTERVAL_MS)) return;
    watch.explainedAt = now;
    const status = await this.inTime((signal) =>
      this.statusPages.read(integration.indicator, signal),
    );
    if (this.shutdown.signal.aborted) return;
    integration.learnVendorStatus(status, this.clock.now());
    this.announce(watch);
  }

  /** Never throws: a mistake of ours is a finding like any other. */
  private async ask(
    integration: MonitoredIntegration,
    full: boolean,
    now: number,
  ): Promise<CheckFindings> {
    try {
      return await this.inTime((signal) => integration.ask(full, now, signal));
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown error';
      this.logger.error(`The check of ${integration.key} failed: ${name}`);
      return { api: { finding: 'check_failed', latencyMs: 0 }, waitMs: 0 };
    }
  }

  private inTime<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return withDeadline(this.settings.CHECK_TIMEOUT_MS, this.shutdown.signal, work);
  }

  private schedule(watch: Watch, delayMs: number): void {
    clearTimeout(watch.timer);
    if (this.shutdown.signal.aborted || !watch.integration.isConfigured) return;
    const now = this.clock.now();
    watch.nextCheckAt = Math.max(now + delayMs, watch.integration.holdUntil);
    watch.timer = setTimeout(() => {
      if (this.mayAsk(watch)) void this.start(watch);
      else this.schedule(watch, 0);
    }, watch.nextCheckAt - now).unref();
  }

  /** The interval with jitter, so that many replicas and vendors do not beat in step. */
  private intervalMs(): number {
    const spread = 1 + JITTER * (2 * this.clock.random() - 1);
    return this.settings.CHECK_INTERVAL_SECONDS * 1000 * spread;
  }

  private reconfigure(): void {
    for (const watch of this.watches.values()) {
      if (!watch.integration.reconfigure(this.clock.now())) continue;
      watch.lastFullAt = -Infinity;
      this.announce(watch);
      if (!watch.flight) this.schedule(watch, 0);
    }
  }

  /** Tells of a change, and looks again when the verdict turns stale. */
  private announce(watch: Watch): void {
    const now = this.clock.now();
    const { status, reason, validUntil } = watch.integration.current(now);
    const from = watch.announced;
    clearTimeout(watch.staleTimer);
    if (validUntil !== undefined) {
      watch.staleTimer = setTimeout(() => this.announce(watch), validUntil - now + 1).unref();
    }
    if (from.status === status && from.reason === reason) return;
    watch.announced = { status, reason };
    this.changes$.next({ key: watch.integration.key, from, to: watch.announced, at: now });
  }
}
