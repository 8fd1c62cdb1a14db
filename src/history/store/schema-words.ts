import type { CreateTableBuilder } from 'kysely';

type Table = CreateTableBuilder<string, string>;

/** Where the two databases differ; everything else is the same. */
export interface SchemaWords {
  /** Adds `id`, counted by the database. */
  addIdentity(table: Table): Table;
  /** Keeps the rows in the order of the primary key, where the database can. */
  clusterByKey(table: Table): Table;
}
