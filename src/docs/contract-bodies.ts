import type { OpenAPIObject } from '@nestjs/swagger';
import { HEALTH_JSON } from '../health/health-json.service';

/** The bodies of the contract, as examples. */
const SERVICE_HEALTH = {
  ok: true,
  status: 'healthy',
  service: 'zoom',
  timestamp: '2026-02-04T12:00:00Z',
  is_mock: false,
  configured: true,
  message: 'Zoom integration is operational',
  reason: 'ok',
  since: '2026-02-01T08:14:03Z',
  checked_at: '2026-02-04T11:59:48Z',
  checks: {
    configuration: {
      status: 'pass',
      required_env_vars: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
      present_env_vars: ['ZOOM_API_KEY', 'ZOOM_API_SECRET'],
      missing_env_vars: [],
      warnings: [],
    },
    api_access: {
      status: 'pass',
      message: 'Successfully connected to Zoom API',
      latency_ms: 182,
      checked_at: '2026-02-04T11:59:48Z',
    },
    credentials: {
      status: 'pass',
      message: 'Zoom accepted the credentials',
      checked_at: '2026-02-04T11:57:12Z',
    },
  },
};

const OVERVIEW = {
  ok: true,
  timestamp: '2026-02-04T12:00:00Z',
  summary: {
    total_services: 10,
    healthy_services: 7,
    unhealthy_services: 3,
    overall_status: 'degraded',
  },
  services: {
    zoom: {
      status: 'healthy',
      configured: true,
      message: 'Zoom integration is operational',
      reason: 'ok',
      checked_at: '2026-02-04T11:59:48Z',
      latency_ms: 182,
    },
    slack: {
      status: 'unhealthy',
      configured: false,
      message: 'Slack integration is not properly configured',
      reason: 'not_configured',
      missing_env_vars: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
    },
  },
};

const CONFIGURATION = {
  ok: true,
  timestamp: '2026-02-04T12:00:00Z',
  integrations: {
    slack: {
      configured: false,
      required_env_vars: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'],
      present_env_vars: ['SLACK_SIGNING_SECRET'],
      missing_env_vars: ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'],
      configuration_percentage: 33,
      warnings: [],
    },
  },
  summary: {
    total_integrations: 10,
    fully_configured: 7,
    partially_configured: 2,
    not_configured: 1,
  },
};

const UNKNOWN_INTEGRATION = {
  ok: false,
  service: 'foo',
  status: 'unknown',
  message: 'Unknown integration: foo',
};

interface Body {
  readonly method: 'get' | 'post';
  readonly schema: string;
  readonly example: object;
  /** Answers the IETF draft's format too. */
  readonly healthJson?: boolean;
  readonly unknownService?: boolean;
  /** Of routes that read path and query themselves, which the document's generator does not see. */
  readonly parameters?: readonly ParameterObject[];
}

type ParameterObject = Extract<
  NonNullable<OpenAPIObject['paths'][string]['parameters']>[number],
  { in: string }
>;

const SERVICE: ParameterObject = {
  name: 'service',
  in: 'path',
  required: true,
  description: 'A service key or alias.',
  schema: { type: 'string', maxLength: 64, example: 'zoom' },
};

const STRICT: ParameterObject = {
  name: 'strict',
  in: 'query',
  required: false,
  description: '`true` answers 503 when the status is not `healthy`.',
  schema: { type: 'string', enum: ['true', 'false'] },
};

const SERVICE_BODY = {
  schema: 'ServiceHealthDto',
  example: SERVICE_HEALTH,
  healthJson: true,
  unknownService: true,
} as const;

const BODIES: Readonly<Record<string, Body>> = {
  '/api/{service}/health': { method: 'get', ...SERVICE_BODY, parameters: [SERVICE, STRICT] },
  '/api/integrations/{service}/check': { method: 'post', ...SERVICE_BODY },
  '/api/integrations/health': {
    method: 'get',
    schema: 'OverviewDto',
    example: OVERVIEW,
    healthJson: true,
    parameters: [STRICT],
  },
  '/api/integrations/config': {
    method: 'get',
    schema: 'ConfigurationReportDto',
    example: CONFIGURATION,
  },
};

/** What the records of bodies hold, which the document's generator does not see. */
const RECORDS = [
  { of: 'OverviewDto', property: 'services', values: 'ServiceSummaryDto' },
  { of: 'ConfigurationReportDto', property: 'integrations', values: 'IntegrationConfigurationDto' },
];

/** Adds the contract's bodies, as routes answer text, and what routes read by themselves. */
export function addContractBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { of, property, values } of RECORDS) {
    const schema = document.components?.schemas?.[of];
    if (!schema || !('properties' in schema)) throw new Error(`The document lacks ${of}`);
    schema.properties![property] = { type: 'object', additionalProperties: reference(values) };
  }
  for (const [path, body] of Object.entries(BODIES)) {
    const operation = document.paths[path]?.[body.method];
    if (!operation) throw new Error(`The document lacks ${body.method} ${path}`);
    operation.responses = { ...operation.responses, ...responsesOf(body) };
    if (body.parameters) operation.parameters = [...body.parameters];
  }
  return document;
}

function responsesOf({ schema, example, healthJson, unknownService }: Body) {
  return {
    200: {
      description: 'The answer, whatever the status it tells',
      content: {
        'application/json': { schema: reference(schema), example },
        ...(healthJson && { [HEALTH_JSON]: { schema: { type: 'object' } } }),
      },
    },
    ...(unknownService && {
      404: {
        description: 'No such integration',
        content: {
          'application/json': {
            schema: reference('UnknownIntegrationDto'),
            example: UNKNOWN_INTEGRATION,
          },
        },
      },
    }),
  };
}

function reference(schema: string) {
  return { $ref: `#/components/schemas/${schema}` };
}
