import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { KeyRing, type KeyHolder } from './key-ring.service';
import { Sessions } from './sessions.service';

const BEARER = /^Bearer +(?<key>\S+) *$/i;

/** Tells who sends a request: by the key it presents, else by its session. */
@Injectable()
export class Access {
  constructor(
    private readonly keys: KeyRing,
    private readonly sessions: Sessions,
  ) {}

  /** Whether no key is needed at all. */
  get isOpen(): boolean {
    return this.keys.isOpen;
  }

  /** A presented key counts alone: a wrong one is not mended by a session. */
  holderOf(request: FastifyRequest): KeyHolder | undefined {
    const key = presentedKey(request);
    return key === undefined ? this.sessions.holderOf(request) : this.keys.find(key);
  }
}

function presentedKey({ headers }: FastifyRequest): string | undefined {
  const { authorization } = headers;
  const bearer = authorization ? BEARER.exec(authorization)?.groups?.key : undefined;
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' && header !== '' ? header : undefined);
}
