import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AlertDelivery } from '../alerting/alert-delivery.service';
import { AuditService } from '../audit/audit.service';
import { GuardDecisions } from '../health/guard-decisions.service';
import { HistoryWriter } from '../history/history-writer.service';
import type { IncidentChange } from '../history/records';
import { IntegrationRegistry } from '../integrations/integration.registry';
import { Clock } from '../monitor/clock';
import { Monitor, type CheckResult } from '../monitor/monitor.service';
import type { Exposition, Instruments } from './instruments';

/** Observations that wait for the first reader; older ones are given up. */
const MAX_EARLY = 1000;

/**
 * Gathers the metrics. Verdicts and counts are read when somebody asks for metrics; their library,
 * which costs more than the rest of the start, is loaded by then.
 */
@Injectable()
export class MetricsService implements OnModuleInit {
  private readonly early: CheckResult[] = [];
  private loading?: Promise<Instruments>;
  private instruments?: Instruments;
  private auditRecords = 0;
  /** By integration and the reason that the incident opened with. */
  private readonly incidents = new Map<string, Map<string, number>>();

  constructor(
    private readonly monitor: Monitor,
    private readonly registry: IntegrationRegistry,
    private readonly guard: GuardDecisions,
    private readonly history: HistoryWriter,
    private readonly alerts: AlertDelivery,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.monitor.results$.subscribe((result) => this.observe(result));
    this.history.incidents$.subscribe((change) => this.countIncident(change));
    this.audit.entries$.subscribe(() => (this.auditRecords += 1));
  }

  /** All metrics in Prometheus' text format. */
  async read(): Promise<Exposition> {
    this.loading ??= this.load();
    return (await this.loading).expose();
  }

  private observe(result: CheckResult): void {
    if (this.instruments) return this.instruments.observe(result);
    this.early.push(result);
    if (this.early.length > MAX_EARLY) this.early.shift();
  }

  private countIncident({ incident: { service, firstReason }, event }: IncidentChange): void {
    if (event.kind !== 'opened') return;
    const counts = this.incidents.get(service) ?? new Map<string, number>();
    this.incidents.set(service, counts.set(firstReason, (counts.get(firstReason) ?? 0) + 1));
  }

  private async load(): Promise<Instruments> {
    const { Instruments } = await import('./instruments.js');
    const { monitor, registry, guard, history, alerts, incidents, clock } = this;
    const auditRecords = () => this.auditRecords;
    this.instruments = new Instruments({
      monitor,
      registry,
      guard,
      history,
      alerts,
      incidents,
      auditRecords,
      clock,
    });
    for (const result of this.early.splice(0)) this.instruments.observe(result);
    return this.instruments;
  }
}
