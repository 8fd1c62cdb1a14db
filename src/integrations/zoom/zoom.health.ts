import { Inject, Injectable } from '@nestjs/common';
import type { ProbeResult } from '../../core/finding';
import { defineIntegration, type CredentialProof, type ProbeContext } from '../integration';
import { IntegrationHealthIndicator } from '../integration.health';
import { ZoomTokenService } from './zoom-token.service';
import { accountProof, pairProof } from './zoom.proofs';

/** How Zoom is asked and what its answers mean. */
export const zoom = defineIntegration({
  key: 'zoom',
  name: 'Zoom',
  consoleUrl: 'https://marketplace.zoom.us/user/build',
  envPrefix: 'ZOOM',
  requiredEnvVars: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
  optionalEnvVars: [
    {
      name: 'ZOOM_ACCOUNT_ID',
      purpose: 'proves a Server-to-Server app fully, and lets create-meeting obtain a token',
    },
  ],
  hosts: {
    api: 'https://api.zoom.us',
    auth: 'https://zoom.us',
    status: 'https://www.zoomstatus.com',
  },
  vendorDomains: ['zoom.us', 'zoomgov.com', 'zoomstatus.com'],
  reachability: {
    request: ({ urls }) => ({ method: 'GET', url: `${urls.api}/v2/users/me` }),
    answers: [
      { status: [400, 401, 403, 404], json: { code: Number, message: String }, means: 'reachable' },
    ],
  },
  proofs: [pairProof, accountProof],
  formats: [
    {
      envVar: 'ZOOM_API_KEY',
      suspicious: (value, env) => value.length === 32 && env('ZOOM_API_SECRET').length === 22,
      problem: 'looks like the secret; ZOOM_API_KEY and ZOOM_API_SECRET may be swapped',
    },
    {
      envVar: 'ZOOM_API_KEY',
      expected: /^[A-Za-z0-9_-]{22}$/,
      problem: 'does not look like a Zoom client id (22 letters, digits, _ or -)',
    },
    {
      envVar: 'ZOOM_API_SECRET',
      expected: /^[A-Za-z0-9]{32}(.{4})?$/,
      problem: 'does not look like a Zoom client secret (32 letters and digits)',
    },
    {
      envVar: 'ZOOM_ACCOUNT_ID',
      expected: /^[A-Za-z0-9_-]{22}$/,
      problem: 'does not look like a Zoom account id (22 letters, digits, _ or -)',
    },
  ],
  statusPage: {
    path: '/api/v2/summary.json',
    format: 'statuspage',
    components: ['nyfqtg3bpllm', 'rmphw6f34qk9'],
  },
  proofSummary:
    'a bogus authorization code must be refused as `invalid_grant`; with `ZOOM_ACCOUNT_ID` a real Server-to-Server token',
  confidence: 0.65,
});

/** Zoom's indicator; the account proof goes through the token cache. */
@Injectable()
export class ZoomHealthIndicator extends IntegrationHealthIndicator {
  readonly definition = zoom;

  @Inject(ZoomTokenService) private readonly tokens!: ZoomTokenService;

  protected override prove(
    proof: CredentialProof,
    context: ProbeContext,
    signal: AbortSignal,
  ): Promise<ProbeResult> {
    return proof === accountProof
      ? this.tokens.prove(context, signal)
      : super.prove(proof, context, signal);
  }
}
