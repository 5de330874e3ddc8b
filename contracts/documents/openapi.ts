import { permissionsFor } from '../declare/access';
import { API_BASE, type Contract } from '../declare/contract';
import { CSV_MEDIA_TYPE, type CsvValue, csvColumns, csvLine } from '../values/csv';
import type { ErrorCode } from '../errors';
import { ERRORS, HTTP_STATUS } from '../errors';
import { exampleOf, fieldSchema, fieldsOf, schemaOf } from '../declare/field';
import type { Field, FieldedClass, JsonSchema, SchemaContext, SchemaUse } from '../declare/field';
import { CALENDAR_PATHS } from './openapi-calendar';
import { HEALTH_SCHEMA, OPERATIONAL_PATHS } from './openapi-operational';
import { PROBLEM_SCHEMA, problemExample } from './openapi-problem';
import { PROVIDER_SIGN_IN_PATHS } from './openapi-provider-sign-in';
import { REPORT_UNSUBSCRIPTION_PATHS } from './openapi-report-unsubscription';
import { WEBHOOK_PATHS } from './openapi-webhooks';
import { streamPath } from './openapi-stream';
import { formBody, shortFormsOf, shortOperation } from './openapi-upload';
import { isIdempotent, refusalsOf } from '../declare/refusals';
import type { LiveTopic } from '../declare/live-topic';
import { AS_OF, pageSchema } from './page-schema';

/** The version of the HTTP surface: the first number changes when a client could break. */
export const API_VERSION = '1.0.0';

type Json = Record<string, unknown>;

const REQUEST_HEADERS: Readonly<Record<string, JsonSchema>> = {
  'Idempotency-Key': {
    description: 'Repeating a request with the same key, within 24 hours, has no second effect.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    example: 'b7d0c1f2-delivery-4711',
  },
  'If-Match': {
    description: 'The `ETag` that the resource must still have, or several with commas between; `*`: any.',
    schema: { type: 'string', maxLength: 1000 },
    example: '"3"',
  },
  'If-None-Match': {
    description:
      'The `ETag` that the caller has, or several with commas between; `*`: any. A match answers a read with 304, a change with 412.',
    schema: { type: 'string', maxLength: 1000 },
    example: '"3"',
  },
  'OpsLedger-Position': {
    description: 'Wait up to 2 s until the answer includes all events up to this position.',
    schema: { type: 'string', pattern: '^\\d{4}-\\d{19}$' },
    example: '0001-0000000000000000042',
  },
  'X-Request-Id': {
    description: 'Answered as given; made up when absent.',
    schema: { type: 'string', maxLength: 128, pattern: '^[A-Za-z0-9._:-]+$' },
    example: 'import-2026-01-31-7',
  },
};

const RESPONSE_HEADERS: Readonly<Record<string, JsonSchema>> = {
  'OpsLedger-Position': { description: 'Up to where the log has this.', schema: { type: 'string' } },
  'OpsLedger-Stale': {
    description: '`true` when the answer does not take in all that was waited for.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Content-Disposition': { description: 'The name to save a table under.', schema: { type: 'string' } },
  ETag: { description: 'A strong validator of the resource as shown.', schema: { type: 'string' } },
  'Idempotency-Key': {
    description: 'Repeated under it, the command happens once: the one that was sent, or one that was made.',
    schema: { type: 'string' },
  },
  Location: { description: 'The address of the created thing.', schema: { type: 'string', format: 'uri-reference' } },
  'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 0 } },
  RateLimit: { description: 'The rest of the quota, and its duration.', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'The quota and its window.', schema: { type: 'string' } },
  'X-Request-Id': { description: 'Names this request in the logs.', schema: { type: 'string' } },
};

const headerKey = (name: string) => name.replaceAll('-', '');
const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const headerRefs = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, ref('headers', headerKey(name))]));

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-opsledger-session',
    description:
      'For pages of this site: sign in with the header `OpsLedger-Session: cookie`. A request that changes something sends `X-CSRF-Token` with the `csrfToken` of that answer, or of `GET auth/me`, and comes from the same origin. `Authorization` wins over a cookie. Without TLS the name has no `__Host-`.',
  },
} as const;
const CALLERS = [{ bearer: [] }, { cookie: [] }] as const;

/** The schemas of all classes that the document refers to, by name. */
class Schemas {
  readonly byName: Record<string, JsonSchema> = {};
  private readonly owners = new Map<string, FieldedClass>();

  refTo(type: FieldedClass, use: SchemaUse, without: readonly string[] = [], name = type.name): JsonSchema {
    const owner = this.owners.get(name);
    if (owner && owner !== type) throw new TypeError(`two classes are named ${name}; a schema needs a name of its own`);
    if (!owner) {
      this.owners.set(name, type);
      this.byName[name] = schemaOf(type, this.context(use), without);
    }
    return ref('schemas', name);
  }

  context(use: SchemaUse): SchemaContext {
    return {
      use,
      overHttp: true,
      nested: (type) => this.refTo(type, use, [], use === 'request' ? `${type.name}Input` : type.name),
    };
  }
}

/** The OpenAPI 3.1 document of every contract with a route, of the stream, and of the routes outside the API. */
export function openApiDocument(contracts: readonly Contract[], topics: readonly LiveTopic[]): Json {
  const schemas = new Schemas();
  const paths: Record<string, Json> = {};
  for (const contract of contracts.toSorted((a, b) => byRoute(a, b))) {
    if (!contract.route) continue;
    const { method, path } = contract.route;
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(contract, schemas) };
    for (const form of shortFormsOf(contract)) {
      paths[`${API_BASE}${form.path}`] = { post: shortOperation(operationOf(contract, schemas, ['kind']), form) };
    }
  }
  Object.assign(
    paths,
    streamPath(topics, (type) => schemas.refTo(type, 'answer')),
  );
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return {
    openapi: '3.1.1',
    info: {
      title: 'OpsLedger',
      version: API_VERSION,
      summary: 'Multi-tenant operations platform',
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:3000', description: 'As `npm start` runs it' }],
    security: CALLERS,
    paths: {
      ...paths,
      ...PROVIDER_SIGN_IN_PATHS,
      ...CALENDAR_PATHS,
      ...WEBHOOK_PATHS,
      ...REPORT_UNSUBSCRIPTION_PATHS,
      ...OPERATIONAL_PATHS,
    },
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: { ...sorted(schemas.byName), Health: HEALTH_SCHEMA, Problem: PROBLEM_SCHEMA },
      parameters: Object.fromEntries(
        Object.entries(REQUEST_HEADERS).map(([name, header]) => [headerKey(name), { name, in: 'header', ...header }]),
      ),
      headers: Object.fromEntries(Object.entries(RESPONSE_HEADERS).map(([name, header]) => [headerKey(name), header])),
      examples: Object.fromEntries(codes.map((code) => [code, problemExample(code)])),
    },
  };
}

function byRoute(a: Contract, b: Contract): number {
  const [left, right] = [a, b].map(({ route }) => `${route?.path} ${route?.method}`) as [string, string];
  return left < right ? -1 : 1;
}

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));

function operationOf(contract: Contract, schemas: Schemas, without: readonly string[] = []): Json {
  const body = contract.kind === 'command' ? requestBody(contract, schemas, without) : undefined;
  return {
    operationId: operationId(contract),
    tags: [contract.service],
    summary: contract.summary,
    'x-permission': permissionsFor(contract.permission).join(' or ') || contract.permission,
    ...(contract.stepUp && { 'x-step-up': true }),
    ...(contract.permission === 'public' && { security: contract.optionalCaller ? [{}, ...CALLERS] : [] }),
    parameters: parametersOf(contract, schemas),
    ...(body && { requestBody: body }),
    responses: { ...successOf(contract, schemas), ...problemsOf(contract) },
  };
}

export function operationId({ name }: Contract): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

function parametersOf(contract: Contract, schemas: Schemas): Json[] {
  const { pathParameters = [] } = contract.route ?? {};
  const context = schemas.context('request');
  const fields = fieldsOf(contract.type);
  const inPath = fields.filter(({ name }) => pathParameters.includes(name));
  const isPaging = (name: string) => contract.list?.tableOnly === true && ['limit', 'cursor'].includes(name);
  const asked = fields.filter(({ name, internal }) => !internal && !pathParameters.includes(name) && !isPaging(name));
  const inQuery = contract.kind === 'query' ? asked : [];
  const parameter = (field: Field, where: 'path' | 'query'): Json => ({
    name: field.name,
    in: where,
    ...(where === 'path' ? { required: true } : !field.optional && { required: true }),
    ...(field.description && { description: field.description }),
    schema: withoutNotes(fieldSchema(field, context)),
    ...((where === 'path' || field.hasOwnExample) && { example: field.example }),
  });
  const headers = ['X-Request-Id'];
  if (isIdempotent(contract)) headers.push('Idempotency-Key');
  if (contract.ifMatch || contract.etag) headers.push('If-Match', 'If-None-Match');
  if (contract.kind === 'query') headers.push('OpsLedger-Position');
  return [
    ...inPath.map((field) => parameter(field, 'path')),
    ...inQuery.map((field) => parameter(field, 'query')),
    ...headers.map((name) => ref('parameters', headerKey(name))),
  ];
}

function withoutNotes({ description: _description, examples: _examples, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function requestBody(contract: Contract, schemas: Schemas, without: readonly string[]): Json | undefined {
  const { pathParameters = [] } = contract.route ?? {};
  const elsewhere = [...without, ...pathParameters];
  if (contract.upload) {
    return formBody(contract, contract.upload, { context: schemas.context('request'), without: elsewhere });
  }
  const fields = fieldsOf(contract.type).filter(({ name, internal }) => !internal && !pathParameters.includes(name));
  if (fields.length === 0) return undefined;
  const schema = schemas.refTo(contract.type, 'request', pathParameters);
  const example = exampleOf(contract.type, 'request', pathParameters);
  return {
    required: fields.some(({ optional }) => !optional),
    content: {
      'application/json': { schema, example },
      ...(contract.table !== undefined && { [CSV_MEDIA_TYPE]: { schema: { type: 'string' } } }),
    },
  };
}

function successOf(contract: Contract, schemas: Schemas): Json {
  if (contract.file) return fileOf(contract);
  const row = schemas.refTo(contract.answers, 'answer');
  const example = exampleOf(contract.answers);
  const schema = contract.list ? pageSchema(row, contract, schemas.context('answer')) : row;
  const page = {
    items: [example],
    nextCursor: null,
    ...(contract.asOf && { asOf: AS_OF.example }),
    ...(contract.list?.page && exampleOf(contract.list.page)),
  };
  const content = {
    ...(!contract.list?.tableOnly && { 'application/json': { schema, example: contract.list ? page : example } }),
    ...(contract.list && {
      [CSV_MEDIA_TYPE]: tableOf(contract, contract.list.table ? exampleOf(contract.list.table) : example),
    }),
  };
  const headers = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'];
  if (contract.kind === 'command' || contract.tellsPosition) headers.push('OpsLedger-Position');
  if (contract.kind === 'query') headers.push('OpsLedger-Stale');
  if (isIdempotent(contract)) headers.push('Idempotency-Key');
  if (contract.etag) headers.push('ETag');
  if (contract.location) headers.push('Location');
  if (contract.list) headers.push('Content-Disposition');
  const description = contract.status === 201 ? 'Made' : contract.kind === 'command' ? 'Done' : 'The answer';
  return {
    [contract.status]: { description, headers: headerRefs(headers), content },
    ...(contract.etag && { 304: { description: 'Unchanged', headers: headerRefs(['X-Request-Id', 'ETag']) } }),
  };
}

/** The file itself, whatever its media type is. */
function fileOf({ status }: Contract): Json {
  const headers = headerRefs([
    'X-Request-Id',
    'RateLimit',
    'RateLimit-Policy',
    'OpsLedger-Stale',
    'Content-Disposition',
  ]);
  const schema = { type: 'string', format: 'binary' };
  const content = { 'application/octet-stream': { schema, example: 'The bytes of the file' } };
  return { [status]: { description: 'The file', headers, content } };
}

function tableOf(contract: Contract, row: Readonly<Record<string, unknown>>): Json {
  const columns = csvColumns(contract);
  const description =
    'The whole list: the field names, then a line for each row. Takes neither `limit` nor `cursor`. ' +
    "A text that a spreadsheet could take for a formula has ' before it. A table that breaks off is not complete.";
  return {
    schema: { type: 'string', description },
    example: [columns, columns.map((name) => row[name] as CsvValue)].map(csvLine).join(''),
  };
}

function problemsOf(contract: Contract): Json {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of refusalsOf(contract)) {
    const status = HTTP_STATUS[ERRORS[code][0]];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => ERRORS[code][1]).join('; '),
        headers: headerRefs(problemHeaders(contract, status)),
        content: {
          'application/problem+json': {
            schema: ref('schemas', 'Problem'),
            examples: Object.fromEntries(codes.map((code) => [code, ref('examples', code)])),
          },
        },
      },
    ]),
  );
}

function problemHeaders({ kind }: Contract, status: number): string[] {
  return [
    'X-Request-Id',
    ...(status === 429 || status === 503 ? ['Retry-After'] : []),
    // The thing looked for may not exist yet.
    ...(status === 404 && kind === 'query' ? ['OpsLedger-Stale'] : []),
  ];
}
