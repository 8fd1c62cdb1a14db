import type { Kysely } from 'kysely';
import { floorTo, HOUR_MS } from '../spans';
import type { Tables } from './tables';

/** Up to where times are rolled up, of the integrations for which they are. */
export async function readMarks(
  db: Kysely<Tables>,
  services: readonly string[],
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('rollup_marks')
    .selectAll()
    .where('service', 'in', services)
    .execute();
  return new Map(rows.map(({ service, sealed_until }) => [service, sealed_until]));
}

/** What was rolled up of times from `at` on is no longer true, and will be rolled up again. */
export async function unseal(db: Kysely<Tables>, service: string, at: number): Promise<void> {
  const hour = floorTo(HOUR_MS, at);
  await db
    .updateTable('rollup_marks')
    .set({ sealed_until: hour })
    .where('service', '=', service)
    .where('sealed_until', '>', hour)
    .execute();
}

/** Says that times are rolled up until then. */
export async function setMark(
  db: Kysely<Tables>,
  service: string,
  sealedUntil: number,
): Promise<void> {
  await db
    .insertInto('rollup_marks')
    .values({ service, sealed_until: sealedUntil })
    .onConflict((conflict) =>
      conflict.column('service').doUpdateSet((eb) => ({
        sealed_until: eb.ref('excluded.sealed_until'),
      })),
    )
    .execute();
}
