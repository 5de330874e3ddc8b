import { API_BASE } from '../declare/contract';
import { MAX_DELIVERY_BYTES } from '../workflow/receive-hr-delivery';
import { problemsOf } from './openapi-problems-of';

type Json = Record<string, unknown>;

const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } };

const ACKNOWLEDGED = {
  type: 'object',
  required: ['id', 'status'],
  properties: {
    id: { type: ['string', 'null'], format: 'uuid', description: 'The delivery; null for a test call' },
    status: { type: 'string', enum: ['accepted', 'answered'] },
  },
};

const taken = (description: string): Json => ({
  description,
  headers: REQUEST_ID,
  content: { 'application/json': { schema: ACKNOWLEDGED } },
});

/** The calls of HR systems, whose bytes are signed. */
export const WEBHOOK_PATHS: Readonly<Record<string, Json>> = {
  [`${API_BASE}/webhooks/hr/{source}`]: {
    post: {
      operationId: 'receiveHrDelivery',
      tags: ['workflow'],
      summary: 'Take a call of a source of HR events',
      description:
        `At most ${MAX_DELIVERY_BYTES} bytes of any media type, signed as the kind of the source has it. Of the canonical form: ` +
        '`{ type, timestamp, data }`. The same again is answered as before and has no effect. 50 calls a second for each source.',
      'x-permission': 'public',
      security: [],
      parameters: [
        {
          name: 'source',
          in: 'path',
          required: true,
          description: 'The slug. `onboarding` and `offboarding` lead to the default source of an organisation.',
          schema: { type: 'string', minLength: 1, maxLength: 63 },
          example: 'acme-bamboohr',
        },
        {
          name: 'organization',
          in: 'query',
          description: 'With `onboarding` and `offboarding`: slug or id. Default: the one that the API key names.',
          schema: { type: 'string', maxLength: 63 },
        },
        { $ref: '#/components/parameters/XRequestId' },
      ],
      requestBody: { content: { '*/*': { schema: {} } } },
      responses: {
        200: taken('Taken, by a source of a kind that expects this status; or a test call'),
        202: taken('Taken; it takes effect afterwards'),
        ...problemsOf([
          'VALIDATION_FAILED',
          'CALL_REFUSED',
          'CALL_TIMESTAMP_REFUSED',
          'NOT_FOUND',
          'PAYLOAD_TOO_LARGE',
          'RATE_LIMITED',
          'SERVICE_UNAVAILABLE',
        ]),
      },
    },
  },
};
