/** Holds back that alerts are opened, never that they are closed. Times are epoch milliseconds. */
export interface Silence {
  readonly id: string;
  /** Absent: all integrations. */
  readonly service?: string;
  readonly from: number;
  readonly until: number;
  readonly reason: string;
  readonly createdBy: string;
}

/** Whether a silence holds back alerts about a service; without one: those about all together. */
export function isSilenced(
  silences: readonly Silence[],
  service: string | undefined,
  now: number,
): boolean {
  return silences.some(
    (silence) =>
      silence.from <= now &&
      now < silence.until &&
      (silence.service === undefined || silence.service === service),
  );
}
