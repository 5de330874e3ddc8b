/**
 * The routes at the root, for operators and verifiers of tokens. They are not contracts: no message crosses the bus.
 */
const health = (operationId: string, summary: string) => ({
  get: {
    operationId,
    tags: ['operations'],
    summary,
    'x-permission': 'public',
    security: [],
    responses: {
      200: {
        description: 'Well',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Health' },
            example: { status: 'ok', uptime: 3600, dependencies: { postgres: { status: 'up', latencyMs: 0.8 } } },
          },
        },
      },
      503: {
        description: 'A dependency is down',
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Health' },
            example: { status: 'down', uptime: 3600, dependencies: { postgres: { status: 'down', latencyMs: 2000 } } },
          },
        },
      },
    },
  },
});

export const HEALTH_SCHEMA = {
  type: 'object',
  properties: {
    status: { type: 'string', enum: ['ok', 'down'] },
    uptime: { type: 'number', minimum: 0, description: 'Seconds since the process started.' },
    dependencies: {
      type: 'object',
      maxProperties: 50,
      additionalProperties: {
        type: 'object',
        properties: {
          status: { type: 'string', enum: ['up', 'down'] },
          latencyMs: { type: 'number', minimum: 0 },
        },
        required: ['status', 'latencyMs'],
      },
    },
    warnings: {
      type: 'array',
      maxItems: 10,
      items: { type: 'string', maxLength: 64 },
      description: 'Faults in the settings: `UNTRUSTED_PROXY` where `TRUSTED_PROXIES` does not name a proxy.',
    },
  },
  required: ['status'],
};

export const OPERATIONAL_PATHS = {
  '/health': health('health', 'Read the health of the instance and of its dependencies'),
  '/health/live': health('healthLive', 'Ask whether the process is alive'),
  '/health/ready': health('healthReady', 'Ask whether the instance takes requests'),
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: ['operations'],
      summary: 'Read metrics in the Prometheus text format, from this host or with the metrics token',
      'x-permission': 'public',
      security: [{}, { bearer: [] }],
      responses: {
        200: {
          description: 'Metrics',
          content: { 'text/plain': { schema: { type: 'string' }, example: 'opsledger_http_requests_total 42' } },
        },
        401: {
          description: 'From another host without the metrics token',
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: { UNAUTHENTICATED: { $ref: '#/components/examples/UNAUTHENTICATED' } },
            },
          },
        },
      },
    },
  },
  '/.well-known/jwks.json': {
    get: {
      operationId: 'jwks',
      tags: ['operations'],
      summary: 'Read the public keys that access tokens are signed with',
      'x-permission': 'public',
      security: [],
      responses: {
        200: {
          description: 'A JSON Web Key Set (RFC 7517)',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { keys: { type: 'array', maxItems: 100, items: { type: 'object' } } },
                required: ['keys'],
              },
              example: {
                keys: [{ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256', kid: '2026-01', x: '…', y: '…' }],
              },
            },
          },
        },
      },
    },
  },
};
