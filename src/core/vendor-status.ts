/** What a vendor's own status page says of the parts that matter to us, best first. */
export const VENDOR_STATUSES = [
  'operational',
  'degraded',
  'maintenance',
  'partial_outage',
  'major_outage',
] as const;

/** One of {@link VENDOR_STATUSES}. */
export type VendorStatus = (typeof VENDOR_STATUSES)[number];

/** The forms in which vendors publish their status. */
export type StatusPageFormat = 'statuspage' | 'slack' | 'google' | 'salesforce';

type Json = Readonly<Record<string, unknown>>;

const COMPONENT_WORDS: Readonly<Record<string, VendorStatus>> = {
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'partial_outage',
  major_outage: 'major_outage',
  under_maintenance: 'maintenance',
};

const IMPACT_WORDS: Readonly<Record<string, VendorStatus>> = {
  none: 'operational',
  minor: 'degraded',
  major: 'partial_outage',
  critical: 'major_outage',
  maintenance: 'maintenance',
};

const SLACK_TYPES: Readonly<Record<string, VendorStatus>> = {
  notice: 'operational',
  incident: 'degraded',
  outage: 'major_outage',
  maintenance: 'maintenance',
};

const GOOGLE_IMPACTS: Readonly<Record<string, VendorStatus>> = {
  SERVICE_INFORMATION: 'operational',
  SERVICE_DISRUPTION: 'degraded',
  SERVICE_OUTAGE: 'major_outage',
};

/**
 * Reads a status page.
 * @param components what matters to us, by id or exact name; empty: the whole page
 * @returns `undefined` when the page does not tell: that is never an outage
 */
export function readStatusPage(
  format: StatusPageFormat,
  page: unknown,
  components: readonly string[],
): VendorStatus | undefined {
  switch (format) {
    case 'statuspage':
      return readStatuspage(asRecord(page), components);
    case 'slack':
      return readSlack(asRecord(page), components);
    case 'google':
      return readGoogle(page, components);
    case 'salesforce':
      // A list of incidents of all instances: only its emptiness says something about ours.
      return Array.isArray(page) && page.length === 0 ? 'operational' : undefined;
  }
}

/** Component rows beat the page's indicator, which covers products that do not concern us. */
function readStatuspage(page: Json, wanted: readonly string[]): VendorStatus | undefined {
  const ours = records(page.components).filter(
    (row) => row.group !== true && concerns(wanted, [row.id, row.name]),
  );
  const maintenances = records(page.scheduled_maintenances).filter(
    ({ status }) => status === 'in_progress',
  );
  const events = [...records(page.incidents), ...maintenances].filter((event) =>
    records(event.components).some((row) => concerns(wanted, [row.id, row.name])),
  );
  const indicator =
    wanted.length === 0 || ours.length === 0 ? [asRecord(page.status).indicator] : [];
  return worstOf([
    ...ours.map(({ status }) => word(COMPONENT_WORDS, status)),
    ...events.map(({ impact }) => word(IMPACT_WORDS, impact)),
    ...indicator.map((value) => word(IMPACT_WORDS, value)),
  ]);
}

function readSlack(page: Json, wanted: readonly string[]): VendorStatus | undefined {
  if (page.status === 'ok') return 'operational';
  if (!Array.isArray(page.active_incidents)) return undefined;
  const ours = records(page.active_incidents).filter(
    ({ services }) => Array.isArray(services) && concerns(wanted, services),
  );
  return worstOf(['operational', ...ours.map(({ type }) => word(SLACK_TYPES, type))]);
}

function readGoogle(page: unknown, wanted: readonly string[]): VendorStatus | undefined {
  if (!Array.isArray(page)) return undefined;
  const open = records(page).filter(
    ({ end, affected_products: products }) =>
      (end === null || end === undefined) &&
      records(products).some(({ id, title }) => concerns(wanted, [id, title])),
  );
  return worstOf(['operational', ...open.map((row) => word(GOOGLE_IMPACTS, row.status_impact))]);
}

function concerns(wanted: readonly string[], names: readonly unknown[]): boolean {
  return wanted.length === 0 || names.some((name) => wanted.includes(String(name)));
}

function word(
  words: Readonly<Record<string, VendorStatus>>,
  value: unknown,
): VendorStatus | undefined {
  return typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;
}

function worstOf(statuses: readonly (VendorStatus | undefined)[]): VendorStatus | undefined {
  return statuses.reduce<VendorStatus | undefined>(
    (worst, status) => (rank(status) > rank(worst) ? status : worst),
    undefined,
  );
}

function rank(status: VendorStatus | undefined): number {
  return status === undefined ? -1 : VENDOR_STATUSES.indexOf(status);
}

function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

function asRecord(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
