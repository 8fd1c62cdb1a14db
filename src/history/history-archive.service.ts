import { Injectable, Logger } from '@nestjs/common';
import { ProblemException } from '../http/problem';
import { badInput } from '../http/validation';
import { IntegrationRegistry } from '../integrations/integration.registry';
import type { IntegrationKey } from '../integrations/integrations.catalog';
import { HistoryStore, type PageQuery, type Position } from './history.store';
import { HistoryWriter } from './history-writer.service';
import { limitsOf, readCursor, writeCursor, type Window } from './window';

const OPENING_LIMIT_MS = 2000;
const RETRY_AFTER_SECONDS = '5';
const DEFAULT_LIMIT = 100;

/** What routes with pages take. */
export interface PageRequest {
  readonly window?: Window;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** A page with the cursor of the next one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** Reads history for routes: names what is wrong with the question, and says when there is no store. */
@Injectable()
export class HistoryArchive {
  private readonly logger = new Logger(HistoryArchive.name);

  constructor(
    private readonly store: HistoryStore,
    private readonly writer: HistoryWriter,
    private readonly registry: IntegrationRegistry,
  ) {}

  /** Asks the store. @throws ProblemException 503 when it cannot answer */
  async ask<T>(question: (store: HistoryStore) => Promise<T>): Promise<T> {
    await this.writer.opened(OPENING_LIMIT_MS);
    try {
      return await question(this.store);
    } catch (error) {
      if (error instanceof ProblemException) throw error;
      this.logger.warn(`History cannot be read: ${error instanceof Error ? error.message : ''}`);
      throw new ProblemException(503, 'History is not available now', {
        headers: { 'Retry-After': RETRY_AFTER_SECONDS },
      });
    }
  }

  /**
   * Asks for a page, one record more than wanted to know whether another follows.
   * @param idForm what the identity in a cursor looks like
   */
  async page<T>(
    request: PageRequest,
    now: number,
    question: (store: HistoryStore, query: PageQuery) => Promise<T[]>,
    position: (item: T) => Position,
    idForm?: RegExp,
  ): Promise<Page<T>> {
    const { limit = DEFAULT_LIMIT, cursor } = request;
    const query = { ...limitsOf(request, now), ...readCursor(cursor, idForm), limit: limit + 1 };
    const found = await this.ask((store) => question(store, query));
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const hasMore = found.length > limit && last !== undefined;
    return { items, nextCursor: hasMore ? writeCursor(position(last)) : null };
  }

  /** The key of an integration in a path. @throws ProblemException 404 */
  inPath(name: string): IntegrationKey {
    const key = this.registry.resolve(name);
    if (key === undefined) throw new ProblemException(404, `Unknown integration: ${name}`);
    return key;
  }

  /** The key of an integration in a query. @throws ProblemException 400 */
  inQuery(name: string | undefined): { readonly service?: IntegrationKey } {
    if (name === undefined) return {};
    const service = this.registry.resolve(name);
    if (service !== undefined) return { service };
    const problem = `must be one of ${this.registry.keys.join(', ')}`;
    throw badInput([{ field: 'service', problem }]);
  }
}
