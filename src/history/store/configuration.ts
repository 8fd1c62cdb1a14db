import type { Kysely } from 'kysely';
import type { PageQuery } from '../history.store';
import type { ConfigurationChange, ConfigurationRecord, VariableChange } from '../records';
import { within } from './paging';
import { toConfigurationChange } from './rows';
import type { Tables, VariableRow } from './tables';

/** Writes the variables of an integration, and what changed since they were last written. */
export async function recordConfiguration(
  db: Kysely<Tables>,
  { service, at, keyId, variables }: ConfigurationRecord,
): Promise<ConfigurationChange[]> {
  const known = await db
    .selectFrom('variables')
    .selectAll()
    .where('service', '=', service)
    .execute();
  const now = variables.map(({ envVar, fingerprint = null }): VariableRow => ({
    service,
    env_var: envVar,
    fingerprint,
    key_id: keyId,
  }));
  const changes = now.flatMap((variable) => {
    const before = known.find(({ env_var }) => env_var === variable.env_var);
    const change = before && changeOf(before, variable);
    return change === undefined ? [] : [{ service, at, env_var: variable.env_var, change }];
  });
  await write(db, now);
  if (changes.length === 0) return [];
  const rows = await db.insertInto('config_changes').values(changes).returningAll().execute();
  return rows.map(toConfigurationChange);
}

/** Fingerprints of different keys cannot be compared, so they tell of no rotation. */
function changeOf(before: VariableRow, after: VariableRow): VariableChange | undefined {
  if (before.fingerprint === null) return after.fingerprint === null ? undefined : 'appeared';
  if (after.fingerprint === null) return 'vanished';
  if (before.key_id !== after.key_id) return undefined;
  return before.fingerprint === after.fingerprint ? undefined : 'rotated';
}

async function write(db: Kysely<Tables>, rows: readonly VariableRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db
    .insertInto('variables')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['service', 'env_var']).doUpdateSet((eb) => ({
        fingerprint: eb.ref('excluded.fingerprint'),
        key_id: eb.ref('excluded.key_id'),
      })),
    )
    .execute();
}

/** Newest first. */
export async function readConfigurationChanges(
  db: Kysely<Tables>,
  query: PageQuery & { readonly service?: string },
): Promise<ConfigurationChange[]> {
  const { service, limit } = query;
  const rows = await db
    .selectFrom('config_changes')
    .selectAll()
    .$if(service !== undefined, (changes) => changes.where('service', '=', service!))
    .where(within<'config_changes'>({ time: 'at', tie: 'id' }, query))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toConfigurationChange);
}
