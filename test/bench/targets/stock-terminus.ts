import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  HealthCheck,
  HealthCheckService,
  HttpHealthIndicator,
  TerminusModule,
} from '@nestjs/terminus';

const PING_URLS = JSON.parse(process.env.PING_URLS!) as Record<string, string>;

/** Health checks as Terminus' own guide shows them: every request asks the vendors. */
@Controller()
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly http: HttpHealthIndicator,
  ) {}

  @Get('api/zoom/health')
  @HealthCheck()
  service() {
    return this.health.check([() => this.ping('zoom')]);
  }

  @Get('api/integrations/health')
  @HealthCheck()
  overview() {
    return this.health.check(Object.keys(PING_URLS).map((key) => () => this.ping(key)));
  }

  @Get('health/live')
  @HealthCheck()
  live() {
    return this.health.check([]);
  }

  private ping(key: string) {
    return this.http.pingCheck(key, PING_URLS[key]!);
  }
}

@Module({ imports: [TerminusModule], controllers: [HealthController] })
class HealthModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(HealthModule, new FastifyAdapter(), {
    logger: false,
  });
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void main();
