import { AxiosError, type InternalAxiosRequestConfig } from 'axios';
import type { Fault } from '../core/finding';
import { faultOf } from './network-fault';

const RUNNING = new AbortController().signal;

function failure(code: string, details: object = {}): AxiosError {
  const config = { url: 'https://vendor.example/path' } as InternalAxiosRequestConfig;
  return AxiosError.from(
    Object.assign(new Error(code), { code, ...details }),
    undefined,
    config,
    {},
  );
}

/** What the sockets of the end-to-end tests cannot bring about. */
const CODES: Record<string, Fault> = {
  EAI_AGAIN: 'dns_failure',
  EAI_FAIL: 'dns_failure',
  ETIMEOUT: 'dns_failure',
  ENETDOWN: 'connection_failed',
  EHOSTUNREACH: 'connection_failed',
  EHOSTDOWN: 'connection_failed',
  EPIPE: 'connection_failed',
  EPERM: 'connection_failed',
  CERT_NOT_YET_VALID: 'tls_failure',
  CERT_REVOKED: 'tls_failure',
  CERT_UNTRUSTED: 'tls_failure',
  CERT_SIGNATURE_FAILURE: 'tls_failure',
  HOSTNAME_MISMATCH: 'tls_failure',
  INVALID_CA: 'tls_failure',
  INVALID_PURPOSE: 'tls_failure',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_failure',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_failure',
  ERR_OSSL_RSA_DIGEST_TOO_BIG_FOR_RSA_KEY: 'tls_failure',
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: 'tls_failure',
  ETIMEDOUT: 'timeout',
  EMFILE: 'check_failed',
  ENOBUFS: 'check_failed',
};

describe('the fault behind an exception', () => {
  it.each(Object.entries(CODES))('%s is %s', (code, fault) => {
    expect(faultOf(failure(code), RUNNING).finding).toBe(fault);
  });

  it('is connection_failed for a request that was sent and failed for an unknown cause', () => {
    expect(faultOf(failure('EUNHEARDOF'), RUNNING).finding).toBe('connection_failed');
  });

  it.each([new TypeError('ours'), 'no error at all', undefined])(
    'is check_failed for a mistake of our own: %p',
    (mistake) => {
      expect(faultOf(mistake, RUNNING).finding).toBe('check_failed');
    },
  );

  it('is timeout whatever happened once the time was over', () => {
    expect(faultOf(failure('ECONNRESET'), AbortSignal.abort()).finding).toBe('timeout');
  });

  it('follows the address that refused rather than the one that stayed silent', () => {
    const attempts = ['ETIMEDOUT', 'ECONNREFUSED'].map((code) => failure(code));
    const error = Object.assign(new AggregateError(attempts), { code: 'ETIMEDOUT' });
    expect(faultOf(AxiosError.from(error), RUNNING).finding).toBe('connection_failed');
  });

  it('tells an unknown proxy from an unknown vendor', () => {
    const vendor = failure('ENOTFOUND', { hostname: 'vendor.example' });
    const proxy = failure('ENOTFOUND', { hostname: 'proxy.example' });
    expect(faultOf(vendor, RUNNING).finding).toBe('dns_failure');
    expect(faultOf(proxy, RUNNING)).toEqual({
      finding: 'connection_failed',
      note: 'the name of the proxy could not be resolved',
    });
  });
});
