import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import { matchAnswer, type Answer, type AnswerRule } from '../core/answer';
import { isFault, type ProbeResult } from '../core/finding';
import { requestedWaitMs } from '../core/retry-after';
import type { Probe, ProbeContext, ProbeRequest } from './integration';
import { faultOf, headOf } from './network-fault';

/** The largest body that is read, decompressed. Bytes. */
export const MAX_BODY_BYTES = 256 * 1024;

const DEFAULT_WAIT_MS = 60_000;

/** Rows that hold for every vendor, after its own. */
const COMMON_ANSWERS: readonly AnswerRule[] = [
  { status: 429, means: 'rate_limited' },
  { status: 503, text: /maintenance/i, means: 'vendor_maintenance' },
];

/** What is known of an answer that no row names. */
const ODDITIES: readonly { holds: (answer: Answer) => boolean; note: string }[] = [
  {
    holds: ({ status }) => status >= 300 && status < 400,
    note: 'a redirect, which is not followed',
  },
  {
    holds: ({ status }) => [401, 403, 407].includes(status),
    note: "a refusal that is not the vendor's own; see whether a proxy is in between",
  },
  { holds: (answer) => !TEXT_TYPE.test(contentType(answer)), note: 'a body of the wrong type' },
  { holds: ({ text }) => text.trim() === '', note: 'an empty body' },
  { holds: ({ text }) => /^\s*</.test(text), note: 'a web page where data is due' },
];

/** Types under which vendors and their emulators send JSON; some send none. */
const JSON_TYPE = /^\s*$|[/+]json\b|\bjavascript\b|^text\/plain\b/i;

/** Types under which anything can be read. */
const TEXT_TYPE = /^\s*$|^text\/|[/+](json|xml)\b|\b(javascript|x-www-form-urlencoded)\b/i;

/** What no header can carry. axios would leave it out and so prove another value than the one given. */
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;

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
      const { request, unsendable } = prepare(probe, context);
      if (unsendable.length > 0) return { ...unsent(unsendable), latencyMs: 0 };
      const answer = await this.receive(request, signal);
      return { ...this.judge(answer, probe, context), latencyMs: elapsed() };
    } catch (error) {
      return { ...faultOf(error, signal), latencyMs: elapsed() };
    }
  }

  private judge(
    answer: Answer,
    probe: Probe,
    context: ProbeContext,
  ): Omit<ProbeResult, 'latencyMs'> {
    const rules = typeof probe.answers === 'function' ? probe.answers(context) : probe.answers;
    const rule = matchAnswer(answer, rules) ?? matchAnswer(answer, COMMON_ANSWERS);
    const { means: finding, note } = rule ?? unnamed(answer);
    if (finding === 'accepted') probe.receive?.(answer.json);
    const waitMs = this.waitMs(finding, answer, probe, context.now);
    return {
      finding,
      ...(note !== undefined && { note }),
      ...(waitMs !== undefined && { waitMs }),
    };
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

  /** A vendor's 5xx or 429 says what it means even when its body cannot be read. */
  private async receive(request: ProbeRequest, signal: AbortSignal): Promise<Answer> {
    try {
      return toAnswer(await this.send(request, signal));
    } catch (error) {
      const head = headOf(error);
      const isUnreadable = faultOf(error, signal).finding === 'unexpected_response';
      if (!head || !isUnreadable || !speaksForItself(head.status)) throw error;
      return { ...head, headers: head.headers as Answer['headers'], text: '', json: undefined };
    }
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

/** The probe's request, and the variables that it would put into a header although none can carry them. */
function prepare(
  probe: Probe,
  context: ProbeContext,
): { request: ProbeRequest; unsendable: string[] } {
  const suspects = new Set<string>();
  const env = (name: string) => {
    const value = context.env(name);
    if (UNSENDABLE.test(value)) suspects.add(name);
    return value;
  };
  const request = probe.request({ ...context, env });
  const inHeaders = [request.bearer ?? '', ...Object.values(request.headers ?? {})];
  return {
    request,
    unsendable: inHeaders.some((text) => UNSENDABLE.test(text)) ? [...suspects] : [],
  };
}

function unsent(variables: readonly string[]): Omit<ProbeResult, 'latencyMs'> {
  return {
    finding: 'credentials_rejected',
    note: `${variables.join(', ')} was not sent: it holds a line break or another character that no header can carry; copy it again`,
  };
}

function toAnswer({ status, data, ...response }: AxiosResponse<Buffer>): Answer {
  const headers = response.headers as Answer['headers'];
  const type = contentType({ headers });
  const text = TEXT_TYPE.test(type) ? data.toString('utf8') : '';
  const json = JSON_TYPE.test(type) ? parseJson(text) : undefined;
  return { status, headers, text, json };
}

function contentType({ headers }: Pick<Answer, 'headers'>): string {
  return headers['content-type'] ?? '';
}

function speaksForItself(status: number): boolean {
  return status === 429 || isServerError(status);
}

function isServerError(status: number): boolean {
  return status >= 500 && status < 600;
}

/** What an answer means that no row names. */
function unnamed(answer: Answer): Pick<AnswerRule, 'means' | 'note'> {
  if (isServerError(answer.status)) return { means: 'vendor_error' };
  const oddity = ODDITIES.find(({ holds }) => holds(answer));
  return { means: 'unexpected_response', ...(oddity && { note: oddity.note }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
