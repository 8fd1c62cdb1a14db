import { Injectable } from '@nestjs/common';
import { HistoryArchive } from '../history/history-archive.service';
import { iso } from '../http/iso';
import { Clock } from '../monitor/clock';
import type { ChannelName } from './alert-channel';
import type { AlertEvent } from './alert-event';
import type {
  AlertDto,
  AlertEventDto,
  AlertPageDto,
  AlertPageQueryDto,
  DeliveryDto,
} from './dto/alert.dto';
import type { Alert } from './policy/next-alert';
import { severityOf } from './policy/rules';
import { alertTables } from './store/alert-tables';
import { readAlertPage, type AlertRecord, type DeliveryRecord } from './store/alert-page';

/** The identities of alerts in cursors. */
const ID = /^[\w-]{1,64}$/;

/** Puts alerts into the words of the routes. */
@Injectable()
export class AlertReport {
  constructor(
    private readonly archive: HistoryArchive,
    private readonly clock: Clock,
  ) {}

  /** A page, newest first. @throws ProblemException 400, 503 */
  async page(request: AlertPageQueryDto): Promise<AlertPageDto> {
    const { items, nextCursor } = await this.archive.page(
      request,
      this.clock.now(),
      (store, query) => store.query((db) => readAlertPage(alertTables(db), query, request)),
      ({ alert }) => ({ at: alert.announcedAt!, id: alert.id }),
      ID,
    );
    return { ok: true, alerts: items.map(toAlert), next_cursor: nextCursor };
  }
}

function toAlert({ alert, count, isParked, events }: AlertRecord): AlertDto {
  return {
    id: alert.id,
    state: alert.resolvedAt === undefined ? 'open' : 'resolved',
    is_parked: isParked,
    severity: severityOf(alert.rules),
    rules: [...alert.rules],
    ...subjectOf(alert),
    since: iso(alert.startedAt),
    opened_at: iso(alert.announcedAt!),
    ...(alert.acknowledgedAt !== undefined && { acknowledged_at: iso(alert.acknowledgedAt) }),
    ...(alert.acknowledgedBy !== undefined && { acknowledged_by: alert.acknowledgedBy }),
    ...(alert.resolvedAt !== undefined && { resolved_at: iso(alert.resolvedAt) }),
    event_count: count,
    events: events.map(({ event, deliveries }) => toEvent(event, deliveries)),
  };
}

function subjectOf({
  service,
  status,
  reason,
}: Alert): Pick<AlertDto, 'service' | 'status' | 'reason'> {
  return {
    ...(service !== undefined && { service }),
    ...(status !== undefined && { status }),
    ...(reason !== undefined && { reason }),
  };
}

function toEvent(event: AlertEvent, deliveries: readonly DeliveryRecord[]): AlertEventDto {
  const { kind, at, title, cause, action } = event;
  return { kind, at, title, cause, action, deliveries: deliveries.map(toDelivery) };
}

function toDelivery({
  channel,
  state,
  attempts,
  problem,
  finishedAt,
}: DeliveryRecord): DeliveryDto {
  return {
    channel: channel as ChannelName,
    state,
    attempts,
    ...(problem !== null && { problem }),
    ...(state === 'delivered' && finishedAt !== null && { delivered_at: iso(finishedAt) }),
  };
}
