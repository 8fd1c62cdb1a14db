import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { PageQuery } from '../history.store';
import type { Tables } from './tables';

type Paged = 'results' | 'status_intervals' | 'incidents' | 'config_changes' | 'audit';

/** The columns by which pages are ordered: a time, and what tells equal times apart. */
export interface Order<T extends Paged> {
  readonly time: keyof Tables[T] & string;
  readonly tie: keyof Tables[T] & string;
  readonly tieIsText?: boolean;
}

/** Newest first: within the span, and after the position where the page before ended. */
export function within<T extends Paged>(
  { time, tie, tieIsText }: Order<T>,
  { from, to, after }: PageQuery,
): (eb: ExpressionBuilder<Tables, T>) => ExpressionWrapper<Tables, T, SqlBool> {
  return (builder) => {
    // The columns are those of the table; the compiler cannot follow that through a generic table.
    const eb = builder as unknown as ExpressionBuilder<Tables, 'audit'>;
    const [at, id] = [time as 'at', tie as 'id'];
    const conditions = [
      ...(from === undefined ? [] : [eb(at, '>=', from)]),
      ...(to === undefined ? [] : [eb(at, '<', to)]),
    ];
    if (after !== undefined) {
      const last = (tieIsText ? after.id : Number(after.id)) as number;
      const tied = eb.and([eb(at, '=', after.at), eb(id, '<', last)]);
      conditions.push(eb(at, '<=', after.at), eb.or([eb(at, '<', after.at), tied]));
    }
    return eb.and(conditions) as unknown as ExpressionWrapper<Tables, T, SqlBool>;
  };
}
