import { ERRORS, HTTP_STATUS, type ErrorDetails, type FieldError } from './errors';
import type { JsonSchema } from './declare/field';
import { MAX_USER_AGENT } from './values/user-agent';

/**
 * The envelope of a contract's payload on the bus. Header names are compared case-sensitively. Caller and organisation
 * are in the token alone.
 */
export const HEADERS = {
  /** The bare token. */
  token: 'Authorization',
  /** Epoch milliseconds; afterwards nobody waits, so the hosts' clocks must agree. */
  deadline: 'OpsLedger-Deadline',
  /** W3C trace context. */
  traceparent: 'traceparent',
  /** A query waits for this position. */
  waitFor: 'OpsLedger-Position',
  /** JSON of `Circumstances`. */
  context: 'OpsLedger-Context',
} as const;

export const DEADLINE = /^\d{1,15}$/;
export const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const POSITION = /^\d{4}-\d{19}$/;

const VISIBLE = /^[\x21-\x7e]{1,200}$/;
/** Separated by commas. */
const STATES = /^[\x21-\x7e]{1,1000}$/;

/** The parts of a context that travel beside token, deadline and trace, with their forms. */
export const CIRCUMSTANCES = {
  requestId: VISIBLE,
  correlationId: VISIBLE,
  causationId: VISIBLE,
  /** A UUID as RFC 9562 has it, version and variant included: ids derive from it. */
  commandId: /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  payloadDigest: /^[0-9a-f]{8}$/,
  now: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  ifMatch: STATES,
  /** The states that the caller has, separated by commas, or `*`. */
  ifNoneMatch: STATES,
  ip: /^[\w:.%-]{2,64}$/,
  /** In any language, without control characters and without half a character. */
  userAgent: new RegExp(String.raw`^[^\p{Cc}\p{Cs}]{0,${MAX_USER_AGENT}}$`, 'u'),
} as const satisfies Readonly<Record<string, RegExp>>;

export type Circumstances = { readonly [Name in keyof typeof CIRCUMSTANCES]?: string };

/** The body of a reply to a successful request. */
export interface Answered<Answer> {
  /** Null when the caller has it already: `ifNoneMatch` names its `etag`. */
  readonly answer: Answer;
  /** The position of a command's last event; absent for queries. */
  readonly position?: string;
  /** The command recorded nothing, now or before: its position is that of the state that it was decided on. */
  readonly unchanged?: true;
  /** The query was answered with older data than it asked to wait for. */
  readonly stale?: boolean;
  /** A query's strong validator, if the contract has one. */
  readonly etag?: string;
}

/** The body of a reply to a refused request. */
export interface Refused {
  readonly error: {
    readonly code: string;
    readonly kind: string;
    readonly message: string;
    readonly details: ErrorDetails;
    readonly fields: readonly FieldError[];
  };
  /** The query was refused on older data than it asked to wait for. */
  readonly stale?: boolean;
}

type Properties<Of> = { readonly [Name in keyof Required<Of>]: JsonSchema };

const textOf = (form: RegExp, description?: string): JsonSchema => ({
  type: 'string',
  pattern: form.source,
  ...(description && { description }),
});

const CONTEXT_SCHEMA: JsonSchema = {
  type: 'object',
  properties: Object.fromEntries(Object.entries(CIRCUMSTANCES).map(([name, form]) => [name, textOf(form)])),
};

const HEADER_SCHEMAS: Readonly<Record<keyof typeof HEADERS, JsonSchema>> = {
  token: {
    type: 'string',
    minLength: 1,
    maxLength: 8_192,
    description: "The caller's access token, or a service's own for this subject; without a scheme before it.",
  },
  deadline: textOf(DEADLINE, 'Epoch milliseconds; afterwards nobody waits. Default: 10 seconds from now.'),
  traceparent: textOf(TRACEPARENT, 'W3C trace context.'),
  waitFor: textOf(POSITION, 'A query waits for this position.'),
  context: {
    type: 'string',
    maxLength: 8_192,
    contentMediaType: 'application/json',
    contentSchema: CONTEXT_SCHEMA,
    description: 'JSON of the known circumstances; missing ones get defaults.',
  },
};

/** The headers of a request. */
export const REQUEST_HEADERS_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'Names are compared case-sensitively.',
  properties: Object.fromEntries(
    Object.entries(HEADERS).map(([part, name]) => [name, HEADER_SCHEMAS[part as keyof typeof HEADERS]]),
  ),
  required: [HEADERS.token],
};

/** The body of a reply whose answer has this schema. */
export function answeredSchema(answer: JsonSchema): JsonSchema {
  const properties: Properties<Answered<unknown>> = {
    answer,
    position: textOf(POSITION, "Of a command's last event."),
    unchanged: { const: true, description: 'The command recorded nothing.' },
    stale: { type: 'boolean', description: 'The query was answered with older data than it asked to wait for.' },
    etag: { type: 'string', maxLength: 200, description: "A query's strong validator." },
  };
  return { type: 'object', properties, required: ['answer'], additionalProperties: false };
}

function refusedSchema(): JsonSchema {
  const fault: Properties<FieldError> = {
    pointer: {
      type: 'string',
      maxLength: 2_000,
      description: 'A JSON pointer into the payload (RFC 6901).',
    },
    code: { type: 'string', maxLength: 64 },
    message: { type: 'string', maxLength: 1_000 },
  };
  const error: Properties<Refused['error']> = {
    code: { type: 'string', enum: Object.keys(ERRORS) },
    kind: { type: 'string', enum: Object.keys(HTTP_STATUS) },
    message: { type: 'string', maxLength: 2_000 },
    details: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean', 'null'] } },
    fields: { type: 'array', maxItems: 100, items: closed(fault) },
  };
  const stale = { type: 'boolean', description: 'The query was refused on older data than it asked to wait for.' };
  return { ...closed({ error: closed(error), stale }), required: ['error'] };
}

/** A closed object with exactly these properties. */
function closed(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The body of a reply to a refused request. */
export const REFUSED_SCHEMA: JsonSchema = refusedSchema();
