import { HttpService } from '@nestjs/axios';
import { Injectable } from '@nestjs/common';
import { readStatusPage, type VendorStatus } from '../core/vendor-status';
import type { IntegrationHealthIndicator } from './integration.health';

/** Google's history of incidents is about 400 KB. Bytes. */
const MAX_PAGE_BYTES = 2 * 1024 * 1024;

/** Asks vendors' own status pages, to explain a failure; they never make one. */
@Injectable()
export class StatusPageReader {
  constructor(private readonly http: HttpService) {}

  /** What the page says, `undefined` when it cannot be asked or does not tell. Never throws. */
  async read(
    indicator: IntegrationHealthIndicator,
    signal: AbortSignal,
  ): Promise<VendorStatus | undefined> {
    const { path, format, components = [] } = indicator.definition.statusPage;
    try {
      const { status, data } = await this.http.axiosRef.get<Buffer>(
        `${indicator.context().urls.status}${path}`,
        { signal, maxContentLength: MAX_PAGE_BYTES, headers: { Accept: 'application/json' } },
      );
      return status === 200
        ? readStatusPage(format, JSON.parse(data.toString()), components)
        : undefined;
    } catch {
      return undefined;
    }
  }
}
