import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key pair for a TLS server, PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Certificates for the loopback interface, each with one thing wrong or nothing. */
export interface Certificates {
  /** The authority to trust, PEM. */
  readonly authority: string;
  readonly valid: Certificate;
  readonly expired: Certificate;
  readonly otherHost: Certificate;
  /** Signed by another authority than {@link Certificates.authority}. */
  readonly untrusted: Certificate;
  readonly selfSigned: Certificate;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const LOOPBACK = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
const OTHER_HOST = 'subjectAltName=DNS:vendor.example';

/** Makes new certificates with the machine's `openssl`. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  try {
    return makeIn(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makeIn(folder: string): Certificates {
  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const makeAuthority = (name: string) =>
    openssl(
      'req',
      '-x509',
      ...NEW_KEY,
      '-subj',
      `/CN=${name}`,
      '-addext',
      LOOPBACK,
      '-days',
      '1',
      ...out(name),
    );
  const out = (name: string) => ['-keyout', path(`${name}.key`), '-out', path(`${name}.crt`)];
  const sign = (name: string, authority: string, hosts: string, days: number): Certificate => {
    writeFileSync(path(`${name}.ext`), hosts);
    const issuer = ['-CA', path(`${authority}.crt`), '-CAkey', path(`${authority}.key`)];
    const lifetime = ['-CAcreateserial', '-days', String(days), '-extfile', path(`${name}.ext`)];
    openssl(
      'x509',
      '-req',
      '-in',
      path('server.csr'),
      ...issuer,
      ...lifetime,
      '-out',
      path(`${name}.crt`),
    );
    return { key: read('server.key'), cert: read(`${name}.crt`) };
  };
  makeAuthority('authority');
  makeAuthority('stranger');
  openssl(
    'req',
    ...NEW_KEY,
    '-subj',
    '/CN=vendor',
    '-keyout',
    path('server.key'),
    '-out',
    path('server.csr'),
  );
  return {
    authority: read('authority.crt'),
    valid: sign('valid', 'authority', LOOPBACK, 1),
    expired: sign('expired', 'authority', LOOPBACK, -1),
    otherHost: sign('otherHost', 'authority', OTHER_HOST, 1),
    untrusted: sign('untrusted', 'stranger', LOOPBACK, 1),
    selfSigned: { key: read('stranger.key'), cert: read('stranger.crt') },
  };
}

function openssl(...parameters: string[]): void {
  execFileSync('openssl', parameters, { stdio: 'pipe' });
}
