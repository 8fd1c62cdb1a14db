import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import metadata from '../metadata';
import { problemResponses } from './problem-responses';

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
  return problemResponses(SwaggerModule.createDocument(app, config));
}
