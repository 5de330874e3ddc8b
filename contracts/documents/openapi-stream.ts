import type { ErrorCode } from '../errors';
import { ERRORS, HTTP_STATUS } from '../errors';
import { exampleOf } from '../declare/field';
import type { FieldedClass, JsonSchema } from '../declare/field';
import { STREAM_PATH, type LiveTopic } from '../declare/live-topic';

type Json = Record<string, unknown>;

const POSITION = '0001-0000000000000000042';

const DESCRIPTION =
  'Server-sent events. `event` is the topic, `id` the position of the change in the log. A change comes when a read ' +
  'shows it. After a cut, `Last-Event-ID` goes on where the client was. An event `reset` says that changes are missing: ' +
  'read anew what is shown. The stream ends with the token, at the latest, and when access ends or changes.';

const REFUSES: readonly ErrorCode[] = [
  'VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'SESSION_ENDED',
  'FORBIDDEN',
  'ORGANIZATION_REQUIRED',
  'ORGANIZATION_SUSPENDED',
  'NOT_ACCEPTABLE',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
];

/** The operation of the live stream, with the schemas of its topics. */
export function streamPath(
  topics: readonly LiveTopic[],
  schemaOf: (type: FieldedClass) => JsonSchema,
): Record<string, Json> {
  const sorted = topics.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const [first] = sorted;
  if (!first) return {};
  return {
    [STREAM_PATH]: {
      get: {
        operationId: 'stream',
        tags: ['live'],
        summary: 'Follow changes as they become readable',
        description: DESCRIPTION,
        'x-permission': 'self',
        parameters: [
          topicsParameter(sorted),
          positionParameter('Last-Event-ID', 'header', 'The `id` of the last event that the client has.'),
          positionParameter('lastEventId', 'query', 'The same, for clients that cannot set the header.'),
          { $ref: '#/components/parameters/XRequestId' },
        ],
        responses: {
          200: {
            description: 'Changes, until the stream ends',
            headers: { 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } },
            content: {
              'text/event-stream': { schema: { type: 'string', description: DESCRIPTION }, example: exampleFor(first) },
            },
          },
          ...problems(),
        },
        'x-topics': Object.fromEntries(
          sorted.map(({ name, permission, shows }) => [name, { permission, data: schemaOf(shows) }]),
        ),
      },
    },
  };
}

function topicsParameter(topics: readonly LiveTopic[]): Json {
  const each = topics.map(({ name, permission }) => `\`${name}\` (${permission})`);
  return {
    name: 'topics',
    in: 'query',
    style: 'form',
    explode: false,
    description: `Default: all that the caller may see. ${each.join(', ')}.`,
    schema: {
      type: 'array',
      minItems: 1,
      maxItems: topics.length,
      items: { type: 'string', enum: topics.map(({ name }) => name) },
    },
  };
}

function positionParameter(name: string, where: 'header' | 'query', description: string): Json {
  const schema = { type: 'string', maxLength: 24, pattern: '^\\d{4}-\\d{19}$' };
  return { name, in: where, description, schema, example: POSITION };
}

function exampleFor({ name, shows }: LiveTopic): string {
  return `retry: 2000\n\nid: ${POSITION}\nevent: ${name}\ndata: ${JSON.stringify(exampleOf(shows))}\n\n`;
}

function problems(): Json {
  const statusOf = (code: ErrorCode) => String(HTTP_STATUS[ERRORS[code][0]]);
  const statuses = [...new Set(REFUSES.map(statusOf))].map(
    (status) => [status, REFUSES.filter((code) => statusOf(code) === status)] as const,
  );
  return Object.fromEntries(
    statuses.map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => ERRORS[code][1]).join('; '),
        headers: {
          'X-Request-Id': { $ref: '#/components/headers/XRequestId' },
          ...(['429', '503'].includes(status) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
        },
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
          },
        },
      },
    ]),
  );
}
