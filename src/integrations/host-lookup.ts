import dns, { TIMEOUT, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

/** Gives the addresses of a host, at least one, or rejects. */
export type Resolver = (host: string) => Promise<LookupAddress[]>;

/**
 * Looks host names up as the system does. Whoever asks for a name that is being looked up already
 * shares the answer: each open question holds one of the few threads that all vendors share.
 * @param limitMs after this time the name server counts as silent, milliseconds
 */
export function hostLookup(limitMs: number, resolve: Resolver = askSystem): LookupFunction {
  const open = new Map<string, Promise<LookupAddress[]>>();
  const share = (host: string) => {
    const known = open.get(host);
    if (known) return known;
    const asked = resolve(host).finally(() => open.delete(host));
    open.set(host, asked);
    return asked;
  };
  const ask = callbackify((host: string) => within(limitMs, host, share(host)));
  return (host, { all }, done) =>
    ask(host, (error, addresses) => {
      if (error) return done(error, '');
      const [first] = addresses;
      return all ? done(null, addresses) : done(null, first!.address, first!.family);
    });
}

/** Through the module's own function at the time of the call, which operators' tools may replace. */
function askSystem(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    dns.lookup(host, { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

function within<T>(limitMs: number, hostname: string, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const silence = Object.assign(new Error('silent name server'), { code: TIMEOUT, hostname });
    const timer = setTimeout(() => reject(silence), limitMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
