import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { StatusPageReader } from './status-page.service';
import { HttpProbe, MAX_BODY_BYTES } from './http-probe';

// A kept connection would hide a dead name server, an expired certificate or a closed firewall, so
// every check connects anew; proxies are taken from HTTPS_PROXY and NO_PROXY.
const agentOptions = { keepAlive: false, maxCachedSessions: 0, proxyEnv: process.env };

/** What every integration's module needs to ask its vendor. */
@Module({
  imports: [
    TerminusModule,
    HttpModule.register({
      maxRedirects: 0,
      maxContentLength: MAX_BODY_BYTES,
      responseType: 'arraybuffer',
      validateStatus: null,
      proxy: false,
      httpAgent: new HttpAgent(agentOptions),
      httpsAgent: new HttpsAgent(agentOptions),
      headers: { 'User-Agent': 'integration-health' },
    }),
  ],
  providers: [HttpProbe, StatusPageReader],
  exports: [HttpProbe, StatusPageReader, TerminusModule],
})
export class ProbeModule {}
