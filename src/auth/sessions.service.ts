import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { KeyRing, type HeldKey, type KeyHolder } from './key-ring.service';

/** How long a session lasts, seconds. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** Ended sessions that are remembered; the oldest are forgotten first. */
const MAX_ENDED = 10_000;

interface Claims {
  readonly name: string;
  /** Epoch seconds. */
  readonly expires: number;
  readonly id: string;
}

/**
 * Sessions of browsers: a cookie that holds no key, signed with a secret made from the key. It ends
 * with the key, survives restarts and holds on every replica; signing out ends it at once here.
 */
@Injectable()
export class Sessions {
  private readonly ended = new Set<string>();

  constructor(private readonly keys: KeyRing) {}

  /** The `Set-Cookie` that signs a holder in. */
  start(holder: HeldKey, request: FastifyRequest): string {
    const claims: Claims = {
      name: holder.name,
      expires: Math.floor(Date.now() / 1000) + SESSION_SECONDS,
      id: randomBytes(16).toString('base64url'),
    };
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return cookie(request, `${payload}.${sign(payload, holder)}`, SESSION_SECONDS);
  }

  /** Who is signed in, if anybody. */
  holderOf(request: FastifyRequest): KeyHolder | undefined {
    return this.read(request)?.holder;
  }

  /** The `Set-Cookie` that signs out; the session counts no more, even if its cookie was copied. */
  end(request: FastifyRequest): string {
    const session = this.read(request);
    if (session) this.ended.add(session.id);
    const [oldest] = this.ended;
    if (this.ended.size > MAX_ENDED && oldest !== undefined) this.ended.delete(oldest);
    return cookie(request, '', 0);
  }

  private read(request: FastifyRequest): { id: string; holder: KeyHolder } | undefined {
    const [payload, signature] = cookieValue(request)?.split('.') ?? [];
    const claims = payload === undefined ? undefined : parse(payload);
    if (!claims || payload === undefined || signature === undefined) return undefined;
    if (claims.expires * 1000 <= Date.now() || this.ended.has(claims.id)) return undefined;
    const holder = this.keys
      .named(claims.name)
      .find((candidate) => isSame(sign(payload, candidate), signature));
    return holder && { id: claims.id, holder };
  }
}

function sign(payload: string, holder: HeldKey): string {
  return createHmac('sha256', holder.sessionSecret()).update(payload).digest('base64url');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function parse(payload: string): Claims | undefined {
  try {
    const { name, expires, id } = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    ) as Partial<Claims>;
    return typeof name === 'string' && typeof expires === 'number' && typeof id === 'string'
      ? { name, expires, id }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The prefix makes browsers refuse the cookie unless it is secure and of this very host. */
function cookieName(request: FastifyRequest): string {
  return `${request.protocol === 'https' ? '__Host-' : ''}integration_health_session`;
}

function cookie(request: FastifyRequest, value: string, maxAgeSeconds: number): string {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${cookieName(request)}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

function cookieValue(request: FastifyRequest): string | undefined {
  const prefix = `${cookieName(request)}=`;
  return (request.headers.cookie ?? '')
    .split(/; */)
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length);
}
