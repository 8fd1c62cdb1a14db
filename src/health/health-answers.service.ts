import { Injectable } from '@nestjs/common';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { Clock } from '../monitor/clock';
import type { CurrentVerdict } from '../monitor/monitored-integration';
import { HealthReport } from './health-report.service';
import { TimestampedJson } from './timestamped-json';

type Verdicts = readonly CurrentVerdict[];

/** A text about all integrations, and the verdicts that it was written from. */
interface Written {
  readonly verdicts: Verdicts;
  readonly json: TimestampedJson;
}

/** Writes answers as JSON text, each once between two checks: a verdict is an object that never changes. */
@Injectable()
export class HealthAnswers {
  private readonly services = new Map<
    IntegrationKey,
    { verdict: CurrentVerdict; json: TimestampedJson }
  >();
  private writtenOverview?: Written;
  private writtenConfiguration?: Written;

  constructor(
    private readonly report: HealthReport,
    private readonly clock: Clock,
  ) {}

  /** The answer about one integration. */
  service(verdict: CurrentVerdict): string {
    let written = this.services.get(verdict.key);
    if (written?.verdict !== verdict) {
      written = { verdict, json: new TimestampedJson(this.report.service(verdict)) };
      this.services.set(verdict.key, written);
    }
    return written.json.textAt(this.clock.now());
  }

  /** The answer about all integrations. */
  overview(verdicts: Verdicts): string {
    if (!isFrom(verdicts, this.writtenOverview)) {
      const json = new TimestampedJson(this.report.overview(verdicts));
      this.writtenOverview = { verdicts, json };
    }
    return this.writtenOverview!.json.textAt(this.clock.now());
  }

  /** The configuration of all integrations. */
  configuration(verdicts: Verdicts): string {
    if (!isFrom(verdicts, this.writtenConfiguration)) {
      const json = new TimestampedJson(this.report.configuration(verdicts));
      this.writtenConfiguration = { verdicts, json };
    }
    return this.writtenConfiguration!.json.textAt(this.clock.now());
  }
}

function isFrom(verdicts: Verdicts, written: Written | undefined): boolean {
  return (
    written !== undefined &&
    written.verdicts.length === verdicts.length &&
    verdicts.every((verdict, index) => verdict === written.verdicts[index])
  );
}
