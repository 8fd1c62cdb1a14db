import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

const BODIES = JSON.parse(readFileSync(process.env.BODIES!, 'utf8')) as Record<string, object>;
const SERVICE = BODIES['/api/zoom/health'];
const OVERVIEW = BODIES['/api/integrations/health'];

/** Bodies of the service's size, and nothing else: what the framework can do at best. */
@Controller()
class ConstantController {
  @Get('api/zoom/health')
  service() {
    return SERVICE;
  }

  @Get('api/integrations/health')
  overview() {
    return OVERVIEW;
  }

  @Get('health/live')
  live() {
    return { status: 'ok' };
  }
}

@Module({ controllers: [ConstantController] })
class ConstantModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create<NestFastifyApplication>(
    ConstantModule,
    new FastifyAdapter(),
    { logger: false },
  );
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), '127.0.0.1');
}

void main();
