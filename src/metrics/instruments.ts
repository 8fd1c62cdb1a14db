import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AlertDelivery } from '../alerting/alert-delivery.service';
import { REASONS, STATUSES } from '../core/status';
import { GUARD_OUTCOMES, type GuardDecisions } from '../health/guard-decisions.service';
import type { HistoryWriter } from '../history/history-writer.service';
import type { IntegrationRegistry } from '../integrations/integration.registry';
import type { Clock } from '../monitor/clock';
import type { CheckResult, Monitor } from '../monitor/monitor.service';
import type { CurrentVerdict } from '../monitor/monitored-integration';

/** Seconds; the last finite one is beyond the default limit of a request. */
const DURATION_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Gauges of the library whose names break Prometheus' conventions. */
const ILL_NAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/** What a scrape gets. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

/** Where metrics are read from. */
export interface MetricSources {
  readonly monitor: Monitor;
  readonly registry: IntegrationRegistry;
  readonly guard: GuardDecisions;
  readonly history: HistoryWriter;
  readonly alerts: AlertDelivery;
  /** Incidents that opened, by integration and reason. */
  readonly incidents: ReadonlyMap<string, ReadonlyMap<string, number>>;
  auditRecords(): number;
  readonly clock: Clock;
}

/**
 * The metrics by name. Labels take their values from closed lists only: integration keys, statuses,
 * reasons, outcomes. Loaded late: its library costs more than the rest of the start.
 */
export class Instruments {
  private readonly prometheus = new Registry();
  private readonly durations: Histogram<'integration' | 'outcome'>;

  constructor(private readonly sources: MetricSources) {
    collectDefaultMetrics({ register: this.prometheus });
    for (const name of ILL_NAMED) this.prometheus.removeSingleMetric(name);
    this.durations = new Histogram({
      name: 'integration_check_duration_seconds',
      help: 'How long checks of an integration took, by what they found.',
      labelNames: ['integration', 'outcome'],
      buckets: DURATION_BUCKETS,
      registers: [this.prometheus],
    });
    this.describeVerdicts();
    this.describeCounts();
    this.describeHistory();
    this.describeAlerts();
    this.describeBuild();
  }

  /** Counts a check that ended. */
  observe({ key, outcome, durationMs }: CheckResult): void {
    this.durations.observe({ integration: key, outcome }, durationMs / 1000);
  }

  /** All metrics as text. */
  async expose(): Promise<Exposition> {
    return {
      contentType: this.prometheus.contentType,
      text: await this.prometheus.metrics(),
    };
  }

  private describeVerdicts(): void {
    this.stateSet(
      'status',
      STATUSES,
      'Which status the integration has; 1 for the one that holds.',
    );
    this.stateSet('reason', REASONS, 'Why the status holds; 1 for the reason that holds.');
    this.perIntegration(
      'integration_configured',
      'Whether all required variables are set.',
      ({ configuration }) => (configuration.missing.length === 0 ? 1 : 0),
    );
    this.perIntegration(
      'integration_last_check_age_seconds',
      'Time since the last check; absent before the first one.',
      ({ checkedAt }) =>
        checkedAt === undefined ? undefined : (this.sources.clock.now() - checkedAt) / 1000,
    );
  }

  /** All series from the start: one that appears as 1 is no increase to Prometheus. */
  private describeCounts(): void {
    const { registry, guard } = this.sources;
    this.counter(
      'integration_probes_sent_total',
      'Probes sent to a vendor: of its API, of credentials, of corrupted credentials.',
      'kind',
      () =>
        registry.indicators.flatMap(({ definition, probesSent }) =>
          Object.entries(probesSent).map(([kind, count]) => [definition.key, kind, count] as const),
        ),
    );
    this.counter(
      'integration_guard_decisions_total',
      'Requests to guarded routes: let through, refused, or let through for want of a verdict.',
      'outcome',
      () =>
        registry.keys.flatMap((key) =>
          GUARD_OUTCOMES.map(
            (outcome) => [key, outcome, guard.all().get(key)?.[outcome] ?? 0] as const,
          ),
        ),
    );
  }

  private describeHistory(): void {
    const { registry, history, incidents, auditRecords } = this.sources;
    this.counter(
      'integration_incidents_opened_total',
      'Incidents that opened, by the reason that they opened with.',
      'reason',
      () =>
        registry.keys.flatMap((key) =>
          REASONS.map((reason) => [key, reason, incidents.get(key)?.get(reason) ?? 0] as const),
        ),
    );
    this.simple(
      Gauge,
      'history_queue_depth',
      'Records that wait to be written.',
      () => history.depth,
    );
    this.simple(
      Counter,
      'history_dropped_total',
      'Results and audit records that were lost because too many waited.',
      () => history.dropped,
    );
    this.simple(Gauge, 'history_store_usable', 'Whether the store takes what is written.', () =>
      history.state === 'usable' ? 1 : 0,
    );
    this.simple(
      Counter,
      'audit_records_total',
      'Requests that the audit trail tells of.',
      auditRecords,
    );
  }

  private describeAlerts(): void {
    this.perChannel(
      Gauge,
      'alerts_pending',
      'Events of alerts that wait to be delivered.',
      'pending',
    );
    this.perChannel(Gauge, 'alerts_parked', 'Events of alerts that were given up.', 'parked');
    this.perChannel(
      Counter,
      'alerts_delivered_total',
      'Delivered events of alerts, by all replicas.',
      'delivered',
    );
  }

  /** One number without labels that somebody else keeps. */
  private simple(
    kind: typeof Gauge | typeof Counter,
    name: string,
    help: string,
    read: () => number,
  ): void {
    const metric = new kind({
      name,
      help,
      registers: [this.prometheus],
      collect() {
        metric.reset();
        metric.inc(read());
      },
    });
  }

  /** By channel, as the outbox counts. */
  private perChannel(
    kind: typeof Gauge | typeof Counter,
    name: string,
    help: string,
    field: 'pending' | 'parked' | 'delivered',
  ): void {
    const { alerts } = this.sources;
    const metric = new kind({
      name,
      help,
      labelNames: ['channel'],
      registers: [this.prometheus],
      collect() {
        metric.reset();
        for (const counts of alerts.counts) metric.inc({ channel: counts.channel }, counts[field]);
      },
    });
  }

  private describeBuild(): void {
    const build = new Gauge({
      name: 'integration_health_build_info',
      help: 'The version that runs; always 1.',
      labelNames: ['version', 'node'],
      registers: [this.prometheus],
    });
    build.set({ version: packageVersion(), node: process.version }, 1);
  }

  /** A gauge for each value of a closed list, after the state sets of OpenMetrics. */
  private stateSet(name: 'status' | 'reason', values: readonly string[], help: string): void {
    const { sources } = this;
    this.prometheus.registerMetric(
      new Gauge({
        name: `integration_${name}`,
        help,
        labelNames: ['integration', name],
        registers: [],
        collect() {
          for (const verdict of verdictsOf(sources)) {
            for (const value of values) {
              const holds = verdict[name] === value ? 1 : 0;
              this.set({ integration: verdict.key, [name]: value }, holds);
            }
          }
        },
      }),
    );
  }

  private perIntegration(
    name: string,
    help: string,
    read: (verdict: CurrentVerdict) => number | undefined,
  ): void {
    const { sources } = this;
    this.prometheus.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['integration'],
        registers: [],
        collect() {
          this.reset();
          for (const verdict of verdictsOf(sources)) {
            const value = read(verdict);
            if (value !== undefined) this.set({ integration: verdict.key }, value);
          }
        },
      }),
    );
  }

  /** Counts that somebody else keeps. */
  private counter(
    name: string,
    help: string,
    label: 'kind' | 'outcome' | 'reason',
    read: () => readonly (readonly [integration: string, value: string, count: number])[],
  ): void {
    this.prometheus.registerMetric(
      new Counter({
        name,
        help,
        labelNames: ['integration', label],
        registers: [],
        collect() {
          this.reset();
          for (const [integration, value, count] of read()) {
            this.inc({ integration, [label]: value }, count);
          }
        },
      }),
    );
  }
}

function verdictsOf({ registry, monitor }: MetricSources): CurrentVerdict[] {
  return registry.keys.map((key) => monitor.current(key));
}

function packageVersion(): string {
  const text = readFileSync(join(__dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
