import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { NewerDatabaseError } from '../history.store';
import type { Tables } from './tables';

const MIGRATION_TABLE = 'kysely_migration';

type MigrationTables = { [MIGRATION_TABLE]: { name: string } };

/** Brings the tables up to date, under a lock. @throws NewerDatabaseError before any change */
export async function migrate(
  db: Kysely<Tables>,
  migrations: Record<string, Migration>,
): Promise<void> {
  await refuseNewer(db, Object.keys(migrations));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('migration failed');
}

async function refuseNewer(db: Kysely<Tables>, known: readonly string[]): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return;
  const rows = await db
    .withTables<MigrationTables>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .execute();
  const foreign = rows.filter(({ name }) => !known.includes(name));
  if (foreign.length === 0) return;
  throw new NewerDatabaseError(
    `DATABASE_URL names a database of a newer version (it knows ${foreign[0]!.name}); nothing was changed in it`,
  );
}
