import { isIP } from 'node:net';
import { type Msg, type MsgHdrs, headers } from '@nats-io/transport-node';
import { DomainError, ERRORS, type ErrorCode, type ErrorDetails, type FieldError } from '#contracts/errors';
import { MAX_USER_AGENT } from '#contracts/user-agent';
import { type Position, parsePosition } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Reply } from './bus';

/**
 * The headers of a request; its body is the contract's payload as JSON. Who asks, and in which organisation, is in the
 * token alone.
 */
const HEADERS = {
  /** The token, as it is. */
  token: 'Authorization',
  /** Epoch milliseconds after which nobody waits: the hosts' clocks must agree. */
  deadline: 'OpsLedger-Deadline',
  /** W3C trace context. */
  traceparent: 'traceparent',
  /** A query waits for this position. */
  waitFor: 'OpsLedger-Position',
  /** JSON of `Circumstances`. */
  context: 'OpsLedger-Context',
} as const;

/** What travels of a context beside the token, the deadline and the trace. */
type Circumstances = Partial<
  Pick<
    CommandContext,
    'requestId' | 'correlationId' | 'causationId' | 'commandId' | 'now' | 'ifMatch' | 'ip' | 'userAgent'
  >
>;

/** The headers of a request, read and checked. */
export interface RequestHeaders {
  /** Empty when there is none. */
  readonly token: string;
  readonly deadline?: number;
  readonly traceparent?: string;
  readonly waitFor?: Position;
  readonly circumstances: Circumstances;
}

export function writeHeaders(context: RequestContext | CommandContext, token: string, waitFor?: Position): MsgHdrs {
  const { requestId, correlationId, causationId, ip, userAgent } = context;
  const { commandId, now, ifMatch } = context as Partial<CommandContext>;
  const all: Circumstances = { requestId, correlationId, causationId } satisfies Circumstances;
  const written = headers();
  written.append(HEADERS.token, token);
  written.append(HEADERS.deadline, String(context.deadline));
  if (context.traceparent !== undefined) written.append(HEADERS.traceparent, context.traceparent);
  if (waitFor !== undefined) written.append(HEADERS.waitFor, waitFor);
  written.append(HEADERS.context, JSON.stringify({ ...all, commandId, now, ifMatch, ip, userAgent }));
  return written;
}

/** @throws DomainError `VALIDATION_FAILED` for what no sender of ours writes */
export function readHeaders(given: MsgHdrs | undefined): RequestHeaders {
  if (!given) return { token: '', circumstances: {} };
  const deadline = given.get(HEADERS.deadline);
  const traceparent = given.get(HEADERS.traceparent);
  const waitFor = given.get(HEADERS.waitFor);
  const context = given.get(HEADERS.context);
  return {
    token: given.get(HEADERS.token),
    ...(deadline !== '' && { deadline: readDeadline(deadline) }),
    // As the standard has it, a trace that cannot be read is left, not refused.
    ...(TRACEPARENT.test(traceparent) && { traceparent }),
    ...(waitFor !== '' && { waitFor: readPosition(waitFor) }),
    circumstances: context === '' ? {} : readCircumstances(context),
  };
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const VISIBLE = /^[\x21-\x7e]{1,200}$/;
/** Of any language, without control characters and without half a character. */
const LINE = new RegExp(String.raw`^[^\p{Cc}\p{Cs}]{0,${MAX_USER_AGENT}}$`, 'u');

const RULES: Readonly<Record<keyof Circumstances, (value: string) => boolean>> = {
  requestId: (value) => VISIBLE.test(value),
  correlationId: (value) => VISIBLE.test(value),
  causationId: (value) => VISIBLE.test(value),
  commandId: (value) => UUID.test(value),
  now: (value) => INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
  ifMatch: (value) => VISIBLE.test(value),
  ip: (value) => isIP(value) !== 0,
  userAgent: (value) => LINE.test(value),
};

function readCircumstances(json: string): Circumstances {
  const given = parseJson(json);
  if (typeof given !== 'object' || given === null) throw malformed(HEADERS.context);
  const circumstances: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(RULES, name)) continue;
    if (typeof value !== 'string' || !RULES[name as keyof Circumstances](value)) throw malformed(name);
    circumstances[name] = value;
  }
  return circumstances;
}

function readDeadline(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw malformed(HEADERS.deadline);
  return Number(text);
}

function readPosition(text: string): Position {
  try {
    return parsePosition(text);
  } catch {
    throw malformed(HEADERS.waitFor);
  }
}

/** The body of a request, as JSON and nothing more. @throws DomainError `VALIDATION_FAILED` when it is none */
export function readBody(message: Msg): unknown {
  const body = parseJson(textOf(message));
  if (body !== undefined) return body;
  throw new DomainError('VALIDATION_FAILED', 'The body must be JSON', {}, [
    { pointer: '', code: 'TYPE', message: 'must be JSON' },
  ]);
}

/** A reply's body: `Reply` as it is, or `{ error }`. */
export function writeReply(reply: Reply<unknown>): Buffer {
  return Buffer.from(JSON.stringify(reply));
}

interface WrittenError {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly details: ErrorDetails;
  readonly fields: readonly FieldError[];
}

export function writeError({ code, kind, message, details, fields }: DomainError): Buffer {
  return Buffer.from(JSON.stringify({ error: { code, kind, message, details, fields } satisfies WrittenError }));
}

/** @throws DomainError the one that was written; `INTERNAL` for what is no reply of ours */
export function readReply<Answer>(message: Msg): Reply<Answer> {
  const reply = parseJson(textOf(message)) as (Reply<Answer> & { readonly error?: WrittenError }) | undefined;
  if (typeof reply !== 'object' || reply === null) throw new DomainError('INTERNAL');
  if (!reply.error) return reply;
  const { code, message: sentence, details, fields } = reply.error;
  // Codes are read a release before they are written, so an unknown one is a fault of the roll-out.
  if (!Object.hasOwn(ERRORS, code)) throw new DomainError('INTERNAL', undefined, { unknownCode: code });
  throw new DomainError(code as ErrorCode, sentence, details, fields);
}

function textOf({ data }: Msg): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function malformed(name: string): DomainError {
  return new DomainError('VALIDATION_FAILED', `The request's ${name} is malformed`);
}
