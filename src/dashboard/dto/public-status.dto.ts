/** What everybody may know: not whether it is a key, a variable or the vendor. */
export type PublicState = 'healthy' | 'degraded' | 'unknown';

/** One UTC day of a service. */
export interface PublicDay {
  readonly date: string;
  readonly uptime_percentage: number | null;
  readonly worst_status: PublicState | null;
}

/** One service on the page for everybody. */
export interface PublicService {
  readonly service: string;
  readonly name: string;
  readonly status: PublicState;
  readonly uptime_percentage: number | null;
  readonly days: readonly PublicDay[];
}

/** When a service was disrupted; no cause. */
export interface PublicIncident {
  readonly service: string;
  readonly name: string;
  readonly opened_at: string;
  readonly resolved_at: string | null;
}

/** The page for everybody. */
export interface PublicStatus {
  readonly timestamp: string;
  readonly services: readonly PublicService[];
  readonly incidents: readonly PublicIncident[];
}
