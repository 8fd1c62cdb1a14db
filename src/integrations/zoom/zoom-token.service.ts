import { createHmac, randomBytes } from 'node:crypto';
import { CACHE_MANAGER, type Cache } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type ProbeResult } from '../../core/finding';
import { HttpProbe } from '../http-probe';
import type { Probe, ProbeContext } from '../integration';
import { accountProof } from './zoom.proofs';

/** Tokens live an hour; they are given up this long before, milliseconds. */
const MARGIN_MS = 10 * 60 * 1000;

/**
 * Holds Zoom's Server-to-Server token for the check and for the routes that call Zoom: minted about
 * every 50 minutes, because minting may invalidate the previous token (devforum 72070, staff).
 */
@Injectable()
export class ZoomTokenService {
  private readonly keySalt = randomBytes(32);
  private minting: Promise<ProbeResult> | undefined;

  constructor(
    private readonly http: HttpProbe,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
  ) {}

  /** The cached token, or a new one; `undefined` with the finding when Zoom gave none. */
  async token(
    context: ProbeContext,
    signal: AbortSignal,
  ): Promise<{ token?: string; result?: ProbeResult }> {
    const cached = await this.cached(context);
    if (cached !== undefined) return { token: cached };
    const result = await this.mint(context, signal);
    const token = await this.cached(context);
    return token === undefined ? { result } : { token, result };
  }

  /** Forgets a token that Zoom no longer accepts. */
  async forget(context: ProbeContext): Promise<void> {
    await this.cache.del(this.keyOf(context));
  }

  /** Proves the pair and the account: with the cached token where there is one, else by minting. */
  async prove(context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
    const token = await this.cached(context);
    if (token === undefined) return this.mint(context, signal);
    const result = await this.http.ask(tokenProbe(token), context, signal);
    if (!isRefusal(result.finding)) return result;
    await this.forget(context);
    return this.mint(context, signal);
  }

  private mint(context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
    this.minting ??= this.mintOnce(context, signal).finally(() => (this.minting = undefined));
    return this.minting;
  }

  private async mintOnce(context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
    let minted: MintedToken | undefined;
    const receive = (json: unknown) => void (minted = json as MintedToken);
    const result = await this.http.ask({ ...accountProof, receive }, context, signal);
    if (minted) {
      const lifetimeMs = (minted.expires_in ?? 3600) * 1000 - MARGIN_MS;
      if (lifetimeMs > 0)
        await this.cache.set(this.keyOf(context), minted.access_token, lifetimeMs);
    }
    return result;
  }

  private cached(context: ProbeContext): Promise<string | undefined> {
    return this.cache.get<string>(this.keyOf(context));
  }

  /** A keyed fingerprint, so that changed credentials never meet an old token. */
  private keyOf({ env, urls }: ProbeContext): string {
    const parts = [env('ZOOM_API_KEY'), env('ZOOM_API_SECRET'), env('ZOOM_ACCOUNT_ID'), urls.auth];
    return createHmac('sha256', this.keySalt).update(JSON.stringify(parts)).digest('hex');
  }
}

interface MintedToken {
  readonly access_token: string;
  readonly expires_in?: number;
}

/** Zoom answers 401/124 to a dead token, and 400 to a live one that lacks the scope. */
function tokenProbe(token: string): Probe {
  return {
    request: ({ urls }) => ({ method: 'GET', url: `${urls.api}/v2/users/me`, bearer: token }),
    answers: [
      { status: 200, json: { id: String }, means: 'accepted' },
      { status: [400, 403], json: { code: 4711 }, means: 'accepted' },
      { status: [400, 404], json: { code: 1001 }, means: 'accepted' },
      { status: 401, json: { code: 124 }, means: 'credentials_rejected' },
    ],
  };
}
