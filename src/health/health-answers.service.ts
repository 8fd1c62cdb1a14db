import { Injectable } from '@nestjs/common';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import type { CurrentVerdict } from '../monitor/monitored-integration';
import { HealthReport } from './health-report.service';
import { TimestampedJson } from './timestamped-json';

type Verdicts = readonly CurrentVerdict[];

/** Writes answers as JSON text, each once between two checks: a verdict is an object that never changes. */
@Injectable()
export class HealthAnswers {
  private readonly services = new Map<IntegrationKey, KeptText>();
  private readonly all = new KeptText((verdicts) => this.report.overview(verdicts));
  private readonly variables = new KeptText((verdicts) => this.report.configuration(verdicts));

  constructor(
    private readonly report: HealthReport,
    private readonly clock: Clock,
  ) {}

  /** The answer about one integration. */
  service(verdict: CurrentVerdict): string {
    let kept = this.services.get(verdict.key);
    if (!kept) {
      kept = new KeptText(([only]) => this.report.service(only!));
      this.services.set(verdict.key, kept);
    }
    return kept.of([verdict], this.clock.now());
  }

  /** The answer about all integrations. */
  overview(verdicts: Verdicts): string {
    return this.all.of(verdicts, this.clock.now());
  }

  /** The configuration of all integrations. */
  configuration(verdicts: Verdicts): string {
    return this.variables.of(verdicts, this.clock.now());
  }
}

/** A text that is kept until one of the verdicts that it was written from is another. */
class KeptText {
  private from: Verdicts = [];
  private json: TimestampedJson | undefined;

  constructor(private readonly bodyOf: (verdicts: Verdicts) => { readonly timestamp: string }) {}

  of(verdicts: Verdicts, now: number): string {
    if (!this.json || !isSame(verdicts, this.from)) {
      this.json = new TimestampedJson(this.bodyOf(verdicts));
      this.from = verdicts;
    }
    return this.json.textAt(now);
  }
}

function isSame(some: Verdicts, others: Verdicts): boolean {
  return some.length === others.length && some.every((verdict, index) => verdict === others[index]);
}
