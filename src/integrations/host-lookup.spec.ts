import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type LookupFunction } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { hostLookup, type Resolver } from './host-lookup';

const LOOPBACK: LookupAddress = { address: '127.0.0.1', family: 4 };
const LIMIT_MS = 50;

const ask = (lookup: LookupFunction, host: string, all: boolean) =>
  new Promise((resolve, reject) => {
    lookup(host, { all }, (error, address, family) => {
      if (error) reject(error);
      else resolve(all ? address : [address, family]);
    });
  });

const failing = (code: string): Resolver => {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
};

describe('looking a host name up', () => {
  it('gives what the system knows', async () => {
    const addresses = (await ask(hostLookup(5000), 'localhost', true)) as LookupAddress[];
    expect(addresses.map(({ address }) => address)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(127\.0\.0\.1|::1)$/)]),
    );
  });

  it('gives one address or all, as it is asked', async () => {
    const lookup = hostLookup(LIMIT_MS, async () => [LOOPBACK, { address: '::1', family: 6 }]);
    expect(await ask(lookup, 'vendor.example', false)).toEqual(['127.0.0.1', 4]);
    expect(await ask(lookup, 'vendor.example', true)).toHaveLength(2);
  });

  it('leads a connection where the name leads', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const lookup = hostLookup(5000, async () => [LOOPBACK]);
    const socket = connect({ host: 'vendor.example', port, lookup });
    await once(socket, 'connect');
    expect(socket.remotePort).toBe(port);
    socket.destroy();
    server.close();
  });

  it('passes on why there is none', async () => {
    await expect(ask(hostLookup(LIMIT_MS, failing('ENOTFOUND')), 'a', true)).rejects.toMatchObject({
      code: 'ENOTFOUND',
    });
  });

  it('does not wait for a silent name server until the request ends', async () => {
    const lookup = hostLookup(LIMIT_MS, () => new Promise(() => {}));
    await expect(ask(lookup, 'vendor.example', true)).rejects.toMatchObject({
      code: 'ETIMEOUT',
      hostname: 'vendor.example',
    });
  });

  it('asks once for a name that is being looked up, and again when that is over', async () => {
    const asked: string[] = [];
    const lookup = hostLookup(5000, async (host) => {
      asked.push(host);
      await delay(10);
      return [LOOPBACK];
    });
    await Promise.all(['a', 'b', 'a', 'a'].map((host) => ask(lookup, host, true)));
    expect(asked).toEqual(['a', 'b']);
    await ask(lookup, 'a', true);
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it('asks again after a failure', async () => {
    let fails = true;
    const lookup = hostLookup(LIMIT_MS, (host) =>
      fails ? failing('EAI_AGAIN')(host) : Promise.resolve([LOOPBACK]),
    );
    await expect(ask(lookup, 'a', true)).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    fails = false;
    expect(await ask(lookup, 'a', true)).toEqual([LOOPBACK]);
  });
});
