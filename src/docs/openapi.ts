import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AlertingModule } from '../alerting/alerting.module';
import metadata from '../metadata';
import { AuthModule } from '../auth/auth.module';
import { LiveModule } from '../dashboard/live.module';
import {
  ConfigurationReportDto,
  IntegrationConfigurationDto,
  OverviewDto,
  ServiceHealthDto,
  ServiceSummaryDto,
  UnknownIntegrationDto,
} from '../health/dto/health.dto';
import { HealthModule } from '../health/health.module';
import { IntervalPageDto, ResultPageDto } from '../history/dto/history.dto';
import { HistoryModule } from '../history/history.module';
import { MeetingsModule } from '../meetings/meetings.module';
import { MetricsModule } from '../metrics/metrics.module';
import { addContractBodies } from './contract-bodies';
import { addProblems } from './problem-responses';

const BODIES = [
  ConfigurationReportDto,
  ServiceHealthDto,
  OverviewDto,
  ServiceSummaryDto,
  IntegrationConfigurationDto,
  UnknownIntegrationDto,
  ResultPageDto,
  IntervalPageDto,
];
const DOCUMENTED = [
  HealthModule,
  HistoryModule,
  AlertingModule,
  LiveModule,
  AuthModule,
  MeetingsModule,
  MetricsModule,
];

/** Builds the OpenAPI document from the controllers and DTOs. */
export async function buildDocument(app: INestApplication): Promise<OpenAPIObject> {
  await SwaggerModule.loadPluginMetadata(metadata);
  const config = new DocumentBuilder()
    .setTitle('Integration health')
    .setDescription(
      'Knows, with evidence, whether each integration is configured, reachable and accepts our credentials.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', name: 'X-API-Key', in: 'header' }, 'api-key')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api-key')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    include: DOCUMENTED,
    extraModels: BODIES,
  });
  return addProblems(addContractBodies(document));
}
