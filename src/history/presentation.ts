import { iso } from '../http/iso';
import type {
  AuditRecordDto,
  ConfigurationChangeDto,
  IntervalDto,
  ResultDto,
} from './dto/history.dto';
import type { ConfigurationChange, Interval, KeptAuditRecord, ResultRecord } from './records';

/** A check, as clients see it. */
export function resultOf(result: ResultRecord): ResultDto {
  const { at, status, reason, outcome, latencyMs, durationMs, full } = result;
  return {
    at: iso(at),
    status,
    reason,
    outcome,
    ...(latencyMs !== undefined && { latency_ms: latencyMs }),
    duration_ms: durationMs,
    credentials_checked: full,
  };
}

/** A status interval, as clients see it. */
export function intervalOf({ status, reason, startedAt, endedAt }: Interval): IntervalDto {
  return { status, reason, from: iso(startedAt), to: endedAt === undefined ? null : iso(endedAt) };
}

/** A changed variable, as clients see it. */
export function configurationChangeOf(record: ConfigurationChange): ConfigurationChangeDto {
  const { at, service, envVar, change } = record;
  return { at: iso(at), service, env_var: envVar, change };
}

/** An audit record, as clients see it. */
export function auditRecordOf(record: KeptAuditRecord): AuditRecordDto {
  const { role, service, status, reason } = record;
  return {
    at: iso(record.at),
    who: record.who,
    ...(role !== undefined && { role }),
    operation: record.operation,
    ...(service !== undefined && { service }),
    ...(status !== undefined && { status }),
    ...(reason !== undefined && { reason }),
    http_status: record.httpStatus,
    requests: record.requests,
    request_id: record.requestId,
  };
}
