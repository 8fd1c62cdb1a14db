import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { AxiosError, type AxiosResponse } from 'axios';
import { matchAnswer, type Answer, type AnswerRule } from '../core/answer';
import { isFault, type Fault, type ProbeResult } from '../core/finding';
import { requestedWaitMs } from '../core/retry-after';
import type { Probe, ProbeContext, ProbeRequest } from './integration';

/** The largest body that is read, decompressed. Bytes. */
export const MAX_BODY_BYTES = 256 * 1024;

const DEFAULT_WAIT_MS = 60_000;

/** Rows that hold for every vendor, after its own. */
const COMMON_ANSWERS: readonly AnswerRule[] = [
  { status: 429, means: 'rate_limited' },
  { status: 503, text: /maintenance/i, means: 'vendor_maintenance' },
];

/** What names a fault in an error's code; the first that matches counts. */
const FAULT_BY_CODE: readonly [pattern: RegExp, fault: Fault][] = [
  [/^(ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/, 'dns_failure'],
  [
    /^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/,
    'tls_failure',
  ],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT|ECONNABORTED|ERR_CANCELED)$/, 'timeout'],
  [
    /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EPIPE|EADDRNOTAVAIL|ERR_SOCKET_CLOSED|UND_ERR_SOCKET|ERR_PROXY_TUNNEL)/,
    'connection_failed',
  ],
  [
    /^(HPE_|Z_|ERR_BAD_RESPONSE|ERR_FR_|ERR_STREAM_|ERR__ERROR_|ERR_HTTP_|ERR_BROTLI|ERR_ZLIB|ERR_BUFFER)/,
    'unexpected_response',
  ],
];

/** Asks one question: bounded in time and size, without redirects, and never throwing. */
@Injectable()
export class HttpProbe {
  constructor(private readonly http: HttpService) {}

  /** The finding of the probe or, where it settles nothing, of its fallback. */
  async ask(probe: Probe, context: ProbeContext, signal: AbortSignal): Promise<ProbeResult> {
    const result = await this.askOnce(probe, context, signal);
    const { fallback } = probe;
    if (!fallback?.on.includes(result.finding)) return result;
    const second = await this.ask(fallback.probe, context, signal);
    return isFault(second.finding) && second.finding !== 'rate_limited' ? result : second;
  }

  private async askOnce(
    probe: Probe,
    context: ProbeContext,
    signal: AbortSignal,
  ): Promise<ProbeResult> {
    const start = performance.now();
    const elapsed = () => Math.round(performance.now() - start);
    try {
      const answer = toAnswer(await this.send(probe.request(context), signal));
      const rules = typeof probe.answers === 'function' ? probe.answers(context) : probe.answers;
      const rule = matchAnswer(answer, rules) ?? matchAnswer(answer, COMMON_ANSWERS);
      const finding =
        rule?.means ?? (answer.status >= 500 ? 'vendor_error' : 'unexpected_response');
      if (finding === 'accepted') probe.receive?.(answer.json);
      const waitMs = this.waitMs(finding, answer, probe, context.now);
      return {
        finding,
        latencyMs: elapsed(),
        ...(rule?.note !== undefined && { note: rule.note }),
        ...(waitMs !== undefined && { waitMs }),
      };
    } catch (error) {
      return { finding: faultOf(error, signal), latencyMs: elapsed() };
    }
  }

  private waitMs(
    finding: ProbeResult['finding'],
    answer: Answer,
    probe: Probe,
    now: number,
  ): number | undefined {
    if (finding === 'rate_limited') {
      return requestedWaitMs(answer, now) ?? probe.defaultWaitMs ?? DEFAULT_WAIT_MS;
    }
    return answer.headers['retry-after'] === undefined ? undefined : requestedWaitMs(answer, now);
  }

  private send(request: ProbeRequest, signal: AbortSignal): Promise<AxiosResponse<Buffer>> {
    const { method, url, headers, basic, bearer, form, json } = request;
    const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
    return this.http.axiosRef.request<Buffer>({
      method,
      url,
      headers: {
        Accept: 'application/json',
        ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
        ...(basic && { Authorization: `Basic ${encodeBasic(basic)}` }),
        ...headers,
      },
      data: body,
      signal,
    });
  }
}

function encodeBasic([user, password]: readonly [string, string]): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

function toAnswer({ status, headers, data }: AxiosResponse<Buffer>): Answer {
  const text = data.toString('utf8');
  return { status, headers: headers as Answer['headers'], text, json: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fault that an exception stands for; our own mistakes are `check_failed`. */
export function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (signal.aborted) return 'timeout';
  for (const code of codesOf(error)) {
    const known = FAULT_BY_CODE.find(([pattern]) => pattern.test(code));
    if (known) return known[1];
  }
  return error instanceof AxiosError && error.request ? 'connection_failed' : 'check_failed';
}

/** The codes of an error and of what caused it, innermost first: axios wraps what Node reports. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  const { code } = error as { code?: unknown };
  return [...inner.flatMap(codesOf), ...(typeof code === 'string' ? [code] : [])];
}
