import { isIP } from 'node:net';
import { type Msg, type MsgHdrs, headers } from '@nats-io/transport-node';
import {
  CIRCUMSTANCES,
  DEADLINE,
  HEADERS,
  TRACEPARENT,
  type Circumstances,
  type Refused,
} from '#contracts/bus-envelope';
import { DomainError, ERRORS, type ErrorCode } from '#contracts/errors';
import { type Position, parsePosition } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import type { Reply } from './bus';

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
  const { requestId, correlationId, causationId, ip, userAgent, ifMatch, ifNoneMatch } = context;
  const { commandId, payloadDigest, now } = context as Partial<CommandContext>;
  const all: Circumstances = { requestId, correlationId, causationId } satisfies Circumstances;
  const written = headers();
  written.append(HEADERS.token, token);
  written.append(HEADERS.deadline, String(context.deadline));
  if (context.traceparent !== undefined) written.append(HEADERS.traceparent, context.traceparent);
  if (waitFor !== undefined) written.append(HEADERS.waitFor, waitFor);
  const further = { commandId, payloadDigest, now, ifMatch, ifNoneMatch, ip, userAgent };
  written.append(HEADERS.context, JSON.stringify({ ...all, ...further }));
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
    // As the standard says, an unreadable trace is ignored, not refused.
    ...(TRACEPARENT.test(traceparent) && { traceparent }),
    ...(waitFor !== '' && { waitFor: readPosition(waitFor) }),
    circumstances: context === '' ? {} : readCircumstances(context),
  };
}

/** The checks that no pattern expresses. */
const FURTHER: { readonly [Name in keyof Circumstances]?: (value: string) => boolean } = {
  now: (value) => !Number.isNaN(Date.parse(value)),
  ip: (value) => isIP(value) !== 0,
};

function isWellFormed(name: keyof Circumstances, value: unknown): value is string {
  return typeof value === 'string' && CIRCUMSTANCES[name].test(value) && (FURTHER[name]?.(value) ?? true);
}

function readCircumstances(json: string): Circumstances {
  const given = parseJson(json);
  if (typeof given !== 'object' || given === null) throw malformed(HEADERS.context);
  const circumstances: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(CIRCUMSTANCES, name)) continue;
    if (!isWellFormed(name as keyof Circumstances, value)) throw malformed(name);
    circumstances[name] = value;
  }
  return circumstances;
}

function readDeadline(text: string): number {
  if (!DEADLINE.test(text)) throw malformed(HEADERS.deadline);
  return Number(text);
}

function readPosition(text: string): Position {
  try {
    return parsePosition(text);
  } catch {
    throw malformed(HEADERS.waitFor);
  }
}

/** The body of a request, as JSON, unvalidated. @throws DomainError `VALIDATION_FAILED` when it is not JSON */
export function readBody(message: Msg): unknown {
  const body = parseJson(textOf(message));
  if (body !== undefined) return body;
  throw new DomainError('VALIDATION_FAILED', 'The body must be JSON', {}, [
    { pointer: '', code: 'TYPE', message: 'must be JSON' },
  ]);
}

/** A reply's body: `Answered` as it is, or `Refused`. */
export function writeReply(reply: Reply<unknown>): Buffer {
  return Buffer.from(JSON.stringify(reply));
}

export function writeError({ code, kind, message, details, fields, stale }: DomainError): Buffer {
  const refused: Refused = { error: { code, kind, message, details, fields }, ...(stale && { stale }) };
  return Buffer.from(JSON.stringify(refused));
}

/** @throws DomainError the one that was written; `INTERNAL` for a body that is no reply of ours */
export function readReply<Answer>(message: Msg): Reply<Answer> {
  const reply = parseJson(textOf(message)) as (Reply<Answer> & Partial<Refused>) | undefined;
  if (typeof reply !== 'object' || reply === null) throw new DomainError('INTERNAL');
  if (!reply.error) return reply;
  const { code, message: sentence, details, fields } = reply.error;
  // Codes are read a release before they are written, so an unknown one is a fault of the roll-out.
  if (!Object.hasOwn(ERRORS, code)) throw new DomainError('INTERNAL', undefined, { unknownCode: code });
  const refusal = new DomainError(code as ErrorCode, sentence, details, fields);
  refusal.stale = reply.stale ?? false;
  throw refusal;
}

export function textOf({ data }: Msg): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
}

/** Undefined for a text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function malformed(name: string): DomainError {
  return new DomainError('VALIDATION_FAILED', `The request's ${name} is malformed`);
}
