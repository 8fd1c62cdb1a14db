import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Subscription } from 'rxjs';
import { AuditService, type AuditEntry } from '../audit/audit.service';
import { SecretSource } from '../config/secret-source';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import { Monitor, type CheckResult } from '../monitor/monitor.service';
import { AuditCondenser } from './audit-condenser';
import { Fingerprints } from './fingerprint.service';
import { HistoryStore } from './history.store';
import { HistoryWriter } from './history-writer.service';
import { lastingStatus, LOOKED_BACK_INTERVALS } from './lasting-status';

const CONDENSE_EVERY_MS = 5000;

/** Listens to what happens, and hands it to the writer. */
@Injectable()
export class HistoryRecorder implements OnModuleInit, OnApplicationShutdown {
  private readonly condenser = new AuditCondenser();
  private subscriptions: Subscription[] = [];
  private condensing: NodeJS.Timeout | undefined;
  private count = Math.floor(Math.random() * 1_000_000_000);

  constructor(
    private readonly writer: HistoryWriter,
    private readonly store: HistoryStore,
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly secrets: SecretSource,
    private readonly audit: AuditService,
    private readonly fingerprints: Fingerprints,
    private readonly clock: Clock,
  ) {}

  /** Before the first check, and before the monitor hears of changed variables. */
  onModuleInit(): void {
    this.subscriptions = [
      this.monitor.results$.subscribe((result) => this.recordResult(result)),
      this.monitor.changes$.subscribe(({ key, at }) => this.recordStatus(key, at)),
      this.secrets.changes$.subscribe((name) => this.recordConfigurations(name)),
      this.audit.entries$.subscribe((entry) => this.recordRequest(entry)),
    ];
    this.condensing = setInterval(() => this.takeReads(this.clock.now()), CONDENSE_EVERY_MS);
    this.condensing.unref();
    this.recordAll(this.clock.now());
    this.writer.start(
      () => this.recordAll(this.clock.now()),
      () => this.recall(),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    clearInterval(this.condensing);
    this.takeReads(Infinity);
    await this.writer.stop();
  }

  /** What is now, whether it changed or not. */
  private recordAll(at: number): void {
    this.recordConfigurations();
    for (const key of this.registry.keys) this.recordStatus(key, at);
  }

  /** Tells the monitor what held before; without an answer this process is the beginning. */
  private async recall(): Promise<void> {
    for (const key of this.registry.keys) {
      const intervals = await this.store
        .intervalPage(key, { limit: LOOKED_BACK_INTERVALS })
        .catch(() => []);
      const before = lastingStatus(intervals, this.clock.now());
      if (before) this.monitor.resume(key, before);
      await nextTurn();
    }
  }

  private recordResult(result: CheckResult): void {
    const { key, at, durationMs, full, outcome, latencyMs, verdict } = result;
    const { status, reason } = verdict;
    this.count += 1;
    this.writer.addResult({
      service: key,
      at,
      number: this.count,
      status,
      reason,
      outcome,
      durationMs,
      full,
      ...(latencyMs !== undefined && { latencyMs }),
    });
  }

  private recordStatus(service: IntegrationKey, at: number): void {
    const { status, reason, message } = this.monitor.current(service);
    this.writer.addStatus({ service, at, status, reason, evidence: message });
  }

  /** @param changed only integrations that use this variable */
  private recordConfigurations(changed?: string): void {
    const at = this.clock.now();
    const { keyId } = this.fingerprints;
    for (const { definition } of this.registry.indicators) {
      const { key: service, requiredEnvVars, optionalEnvVars = [] } = definition;
      const names = [...requiredEnvVars, ...optionalEnvVars.map(({ name }) => name)];
      if (changed !== undefined && !names.includes(changed)) continue;
      const variables = names.map((envVar) => this.stateOf(envVar));
      this.writer.addConfiguration({ service, at, keyId, variables });
    }
  }

  private stateOf(envVar: string) {
    const value = this.secrets.get(envVar);
    return value === undefined
      ? { envVar }
      : { envVar, fingerprint: this.fingerprints.of(envVar, value) };
  }

  private recordRequest(entry: AuditEntry): void {
    const record = this.condenser.add(entry);
    if (record) this.writer.addAudit([record]);
  }

  private takeReads(now: number): void {
    this.writer.addAudit(this.condenser.take(now));
  }
}
