import type { ClientRequest, IncomingMessage } from 'node:http';
import type { AxiosError } from 'axios';
import type { Fault } from '../core/finding';

/** What kept us from an answer, and what is known beyond the fault, in our own words. */
export interface NetworkFault {
  readonly finding: Fault;
  readonly note?: string;
}

/** The status and headers of an answer whose body could not be read. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
}

/**
 * What names a fault in the code of an error or of what caused it. The first row that matches
 * counts: of several addresses tried, one that refused says more than one that stayed silent.
 */
const FAULTS: readonly (readonly [codes: RegExp, finding: Fault, note?: string])[] = [
  [/^(EMFILE|ENFILE|ENOBUFS|ENOMEM)$/, 'check_failed', 'this process has no sockets left'],
  // getaddrinfo's codes, and c-ares' word for a name server that stays silent.
  [/^ENOTFOUND$/, 'dns_failure', 'the name does not exist'],
  [/^(EAI_\w+|ENODATA|ESERVFAIL|ETIMEOUT)$/, 'dns_failure', 'the name server did not answer'],
  // OpenSSL's words on certificates, then those of its handshake.
  [/^CERT_HAS_EXPIRED$/, 'tls_failure', 'the certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'tls_failure', 'the certificate is not valid yet, or our clock is slow'],
  [
    /^(ERR_TLS_CERT_ALTNAME_\w+|HOSTNAME_MISMATCH)$/,
    'tls_failure',
    'the certificate is for another host',
  ],
  [
    /^(UNABLE_TO_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|INVALID_CA|CERT_(UNTRUSTED|REJECTED))$/,
    'tls_failure',
    'no authority that we trust has signed the certificate',
  ],
  [
    /^(CERT_\w+|CRL_\w+|ERROR_IN_C\w+|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/,
    'tls_failure',
    'the certificate is not valid',
  ],
  [/^(ERR_TLS_\w+|ERR_SSL_\w+|ERR_OSSL_\w+|EPROTO)$/, 'tls_failure', 'the handshake failed'],
  [/^ECONNREFUSED$/, 'connection_failed', 'it was refused'],
  [/^E(HOST|NET)(UNREACH|DOWN)$/, 'connection_failed', 'there is no route'],
  [/^ERR_PROXY_TUNNEL$/, 'connection_failed', 'the proxy opened no tunnel'],
  [/^(EACCES|EPERM)$/, 'connection_failed', 'this machine does not allow it'],
  // Before these: Node reports a malformed message first and the connection that it ends after.
  [/^HPE_\w+$/, 'unexpected_response', 'the answer is no valid HTTP'],
  [
    /^(Z_|ZSTD_|ERR_BROTLI|ERR_ZLIB|ERR__ERROR_)\w+$/,
    'unexpected_response',
    'the answer could not be decompressed',
  ],
  [/^ERR_BAD_RESPONSE$/, 'unexpected_response', 'the answer is too large'],
  [
    /^(ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE|ERR_SOCKET_CLOSED)$/,
    'connection_failed',
    'it was closed before the answer was complete',
  ],
  [/^ETIMEDOUT$/, 'timeout'],
];

const PROXY_UNKNOWN = 'the name of the proxy could not be resolved';

/** The fault that an exception stands for; our own mistakes are `check_failed`. */
export function faultOf(error: unknown, signal: AbortSignal): NetworkFault {
  if (signal.aborted) return timeout(error);
  if (isProxyUnknown(error)) return { finding: 'connection_failed', note: PROXY_UNKNOWN };
  const codes = isCutOff(error) ? ['ECONNRESET'] : codesOf(error);
  const row = FAULTS.find(([pattern]) => codes.some((code) => pattern.test(code)));
  if (row) return { finding: row[1], ...(row[2] !== undefined && { note: row[2] }) };
  const wasSent = isAxiosError(error) && error.request !== undefined;
  return { finding: wasSent ? 'connection_failed' : 'check_failed' };
}

/** The head of the answer whose body made this exception, if there was one. */
export function headOf(error: unknown): AnswerHead | undefined {
  const request = isAxiosError(error) ? (error.request as SentRequest) : undefined;
  const { statusCode: status, headers } = request?.res ?? {};
  return status === undefined || headers === undefined ? undefined : { status, headers };
}

/** Node keeps the answer on the request that it belongs to. */
type SentRequest = (ClientRequest & { readonly res?: IncomingMessage }) | undefined;

function timeout(error: unknown): NetworkFault {
  const began = headOf(error) !== undefined;
  return { finding: 'timeout', ...(began && { note: 'the answer began but did not end' }) };
}

/** axios gives one code to a body that ends early and to one that is too large; only the first comes with its response. */
function isCutOff(error: unknown): boolean {
  return isAxiosError(error) && error.code === 'ERR_BAD_RESPONSE' && error.response !== undefined;
}

/** A name other than the vendor's can only be the proxy's. */
function isProxyUnknown(error: unknown): boolean {
  if (!isAxiosError(error)) return false;
  const { hostname } = (error.cause ?? {}) as { hostname?: unknown };
  return typeof hostname === 'string' && hostname !== URL.parse(error.config?.url ?? '')?.hostname;
}

/** By its mark: importing the library's own test here would load a second copy of it. */
function isAxiosError(error: unknown): error is AxiosError {
  return error instanceof Error && (error as Partial<AxiosError>).isAxiosError === true;
}

/** The codes of an error and of what caused it: axios wraps what Node reports. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  const { code } = error as { code?: unknown };
  return [...inner.flatMap(codesOf), ...(typeof code === 'string' ? [code] : [])];
}
