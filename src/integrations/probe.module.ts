import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpModule, type HttpModuleOptions } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { SecretSource } from '../config/secret-source';
import { Settings } from '../config/settings';
import { hostLookup } from './host-lookup';
import { HttpProbe, MAX_BODY_BYTES } from './http-probe';
import { proxyEnvironment } from './proxy-environment';
import { StatusPageReader } from './status-page.service';

/** A name that takes longer leaves no time for the request itself. Share of the request's limit. */
const LOOKUP_SHARE = 0.9;

function httpOptions(secrets: SecretSource, settings: Settings): HttpModuleOptions {
  // A kept connection would hide a dead name server, an expired certificate or a closed firewall,
  // so every check connects anew.
  const agentOptions = {
    keepAlive: false,
    maxCachedSessions: 0,
    lookup: hostLookup(settings.CHECK_TIMEOUT_MS * LOOKUP_SHARE),
    proxyEnv: proxyEnvironment((name) => secrets.get(name)),
  };
  return {
    maxRedirects: 0,
    maxContentLength: MAX_BODY_BYTES,
    responseType: 'arraybuffer',
    validateStatus: null,
    // Not `proxy: false`: axios then takes the proxies out of the agents too.
    httpAgent: new HttpAgent(agentOptions),
    httpsAgent: new HttpsAgent(agentOptions),
    headers: { 'User-Agent': 'integration-health' },
  };
}

/** What every integration's module needs to ask its vendor. */
@Module({
  imports: [
    TerminusModule,
    HttpModule.registerAsync({ inject: [SecretSource, Settings], useFactory: httpOptions }),
  ],
  providers: [HttpProbe, StatusPageReader],
  exports: [HttpProbe, StatusPageReader, TerminusModule],
})
export class ProbeModule {}
