import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { HttpService, type HttpModuleOptions } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import type { AxiosResponse } from 'axios';
import { SecretSource } from '../../config/secret-source';
import { requestedWaitMs } from '../../core/retry-after';
import { proxyEnvironment } from '../../integrations/proxy-environment';
import { Clock } from '../../monitor/clock';
import type { SendOutcome } from '../alert-channel';

/** How receivers are asked: nothing is sent on to where a receiver redirects. */
export function httpOptions(secrets: SecretSource): HttpModuleOptions {
  // Alerts are rare, so every one connects anew.
  const agentOptions = {
    keepAlive: false,
    maxCachedSessions: 0,
    proxyEnv: proxyEnvironment((name) => secrets.get(name)),
  };
  return {
    maxRedirects: 0,
    validateStatus: null,
    // Not `proxy: false`: axios then takes the proxies out of the agents too.
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    headers: { 'User-Agent': 'integration-health' },
  };
}

/** One request to a receiver of alerts. */
export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts JSON: without redirects, ended by the signal, and reading nothing of the answer but its head. */
@Injectable()
export class HttpSender {
  constructor(
    private readonly http: HttpService,
    private readonly clock: Clock,
  ) {}

  /** Any 2xx is a delivery. Never throws. */
  async post({ url, body, headers }: Post, signal: AbortSignal): Promise<SendOutcome> {
    try {
      const response = await this.http.axiosRef.request<Readable>({
        method: 'POST',
        url,
        headers: { 'Content-Type': 'application/json', ...headers },
        data: body,
        responseType: 'stream',
        signal,
      });
      response.data.on('error', () => undefined).destroy();
      return this.outcomeOf(response);
    } catch (error) {
      return { isDelivered: false, problem: problemOf(error, signal) };
    }
  }

  private outcomeOf({ status, headers }: AxiosResponse<Readable>): SendOutcome {
    if (status >= 200 && status < 300) return { isDelivered: true };
    const head = { status, headers: headers as Record<string, string>, text: '', json: undefined };
    const retryAfterMs = requestedWaitMs(head, this.clock.now());
    return {
      isDelivered: false,
      problem: `answered with HTTP ${status}`,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
}

/** Says what failed by its code only: messages of libraries may hold addresses. */
export function problemOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'did not answer in time';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^\w{1,40}$/.test(code)
    ? `could not be reached (${code})`
    : 'could not be reached';
}
