import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string', example: 'about:blank' },
    title: { type: 'string', example: 'Service Unavailable' },
    status: { type: 'integer', example: 503 },
    detail: { type: 'string', example: 'Zoom integration is not configured' },
    instance: { type: 'string', example: '/api/zoom/create-meeting' },
    integration: { type: 'string', example: 'zoom' },
    reason: { type: 'string', example: 'not_configured' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, problem: { type: 'string' } },
      },
    },
  },
};

/** Adds what every route may answer when it refuses: problem details (RFC 9457). */
export function addProblems(document: OpenAPIObject): OpenAPIObject {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: PROBLEM_SCHEMA },
  };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation) operation.responses = { ...operation.responses, default: DEFAULT_RESPONSE };
    }
  }
  return document;
}

const DEFAULT_RESPONSE = {
  description: 'The request was refused',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
