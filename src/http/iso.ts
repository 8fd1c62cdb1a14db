/** ISO 8601 in UTC, ending in `Z`. @param at epoch milliseconds */
export function iso(at: number): string {
  return new Date(at).toISOString();
}
