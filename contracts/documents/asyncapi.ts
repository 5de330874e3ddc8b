import { REFUSED_SCHEMA, REQUEST_HEADERS_SCHEMA, answeredSchema } from '../bus-envelope';
import type { Contract } from '../declare/contract';
import type { EventDeclaration } from '../declare/event';
import { exampleOf, schemaOf } from '../declare/field';
import type { FieldedClass, JsonSchema, SchemaContext, SchemaUse } from '../declare/field';
import { API_VERSION, operationId } from './openapi';
import { MAX_CURSOR } from '../declare/list-request';

type Json = Record<string, unknown>;

const SCHEMA_FORMAT = 'application/schema+json;version=2020-12';

function contextOf(use: SchemaUse): SchemaContext {
  const context: SchemaContext = { use, nested: (type) => schemaOf(type, context) };
  return context;
}

const formatted = (schema: JsonSchema): Json => ({ schemaFormat: SCHEMA_FORMAT, schema });

const bodyOf = (type: FieldedClass, use: SchemaUse): JsonSchema => schemaOf(type, contextOf(use));

/** The headers common to every request, and to every refusal. */
const COMPONENTS = {
  schemas: { requestHeaders: formatted(REQUEST_HEADERS_SCHEMA) },
  messages: {
    refused: {
      name: 'Refused',
      summary: 'The reply to a refused request: nothing was done.',
      payload: formatted(REFUSED_SCHEMA),
    },
  },
};

/** The AsyncAPI 3 document: requests and replies on the bus, and the events of the log. */
export function asyncApiDocument(contracts: readonly Contract[], events: readonly EventDeclaration[]): Json {
  const bySubject = contracts.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  const byType = events.toSorted((a, b) => (a.type < b.type ? -1 : 1));
  return {
    asyncapi: '3.0.0',
    info: { title: 'OpsLedger: bus and log', version: API_VERSION, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    servers: {
      bus: { host: '127.0.0.1:4222', protocol: 'nats', description: 'Requests and replies; nothing durable.' },
      log: {
        host: '127.0.0.1:2113',
        protocol: 'esdb',
        description: 'The append-only log: EventStoreDB, or the Postgres store, which has no address of its own.',
      },
    },
    channels: { ...Object.fromEntries(bySubject.flatMap(channelsOf)), log: logChannel(byType) },
    operations: {
      ...Object.fromEntries(bySubject.map((contract) => [operationId(contract), operationOf(contract)])),
      readLog: {
        action: 'receive',
        channel: { $ref: '#/channels/log' },
        summary: 'Every projection, reactor and audit entry is a fold of these, in order of position.',
      },
    },
    components: COMPONENTS,
  };
}

function channelsOf(contract: Contract): [string, Json][] {
  const request = {
    name: contract.name,
    summary: contract.summary,
    headers: { $ref: '#/components/schemas/requestHeaders' },
    payload: formatted(bodyOf(contract.type, 'request')),
    examples: [{ payload: exampleOf(contract.type, 'request') }],
  };
  const row = bodyOf(contract.answers, 'answer');
  const answer = contract.list ? pageOf(row, contract.list.page) : row;
  const answered = {
    name: contract.list ? `${contract.answers.name}Page` : contract.answers.name,
    payload: formatted(answeredSchema(contract.etag ? orNull(answer) : answer)),
  };
  const bus = [{ $ref: '#/servers/bus' }];
  const messages = { answered, refused: { $ref: '#/components/messages/refused' } };
  return [
    [contract.subject, { address: contract.subject, servers: bus, messages: { request } }],
    [`${contract.subject}.reply`, { address: null, servers: bus, messages }],
  ];
}

function orNull(answer: JsonSchema): JsonSchema {
  const description = 'Null where the caller has it already: `ifNoneMatch` names its `etag`.';
  return { anyOf: [answer, { type: 'null', description }] };
}

function pageOf(row: JsonSchema, page: Contract['answers'] | undefined): JsonSchema {
  const about = page && bodyOf(page, 'answer');
  return {
    type: 'object',
    properties: {
      items: { type: 'array', maxItems: 200, items: row },
      nextCursor: { type: ['string', 'null'], maxLength: MAX_CURSOR },
      ...(about?.properties as object | undefined),
    },
    required: ['items', 'nextCursor', ...((about?.required as string[] | undefined) ?? [])],
  };
}

function operationOf(contract: Contract): Json {
  const channel = `#/channels/${contract.subject}`;
  return {
    action: 'receive',
    channel: { $ref: channel },
    summary: contract.summary,
    tags: [{ name: contract.service }],
    messages: [{ $ref: `${channel}/messages/request` }],
    reply: {
      channel: { $ref: `${channel}.reply` },
      messages: ['answered', 'refused'].map((outcome) => ({ $ref: `${channel}.reply/messages/${outcome}` })),
    },
    'x-permission': contract.permission,
    ...(contract.sentBy.length > 0 && { 'x-sent-by': contract.sentBy }),
  };
}

function logChannel(events: readonly EventDeclaration[]): Json {
  const messages = events.map((declaration) => [
    declaration.type,
    {
      name: declaration.type,
      summary: declaration.summary,
      payload: formatted(bodyOf(declaration.dataClass, 'answer')),
      examples: [{ payload: exampleOf(declaration.dataClass) }],
      'x-schema-version': declaration.version,
      'x-action': declaration.action,
      ...(declaration.personal && { 'x-personal': declaration.personal.fields }),
    },
  ]);
  return {
    address: '$all',
    servers: [{ $ref: '#/servers/log' }],
    messages: Object.fromEntries(messages) as Json,
  };
}
