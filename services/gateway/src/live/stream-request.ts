import type { FastifyRequest } from 'fastify';
import type { LiveTopic } from '#contracts/declare/live-topic';
import { invalid } from '#contracts/declare/validation';
import { DomainError, type FieldError } from '#contracts/errors';
import { type Position, parsePosition } from '#libs/event-log';
import type { VerifiedToken } from '#libs/identity';
import { mayFollow } from '#libs/live';
import { headerFault } from '../admission/header-fault';

/** The stream that a client asks for. */
export interface AskedStream {
  /** Undefined: all that the caller may see. */
  readonly topics: readonly LiveTopic[] | undefined;
  readonly after: AskedPosition | undefined;
}

/** The last event that a client has, and the refusal of an invalid one. */
export interface AskedPosition {
  readonly position: Position;
  readonly fault: () => DomainError;
}

const HEADER = 'last-event-id';
const PARAMETER = 'lastEventId';
const MAX_TOPICS_TEXT = 1_000;

/** @throws DomainError `VALIDATION_FAILED`, with a pointer to the parameter or header */
export function readStreamRequest(
  { query, headers }: Pick<FastifyRequest, 'query' | 'headers'>,
  known: readonly LiveTopic[],
): AskedStream {
  const given = query as Readonly<Record<string, string | readonly string[]>>;
  const unknown = Object.keys(given).filter((name) => name !== 'topics' && name !== PARAMETER);
  if (unknown.length > 0)
    throw invalid(unknown.map((name) => fault(name, 'UNKNOWN', 'is not a field of this request')));
  return { topics: topicsIn(given['topics'], known), after: positionIn(headers[HEADER], given[PARAMETER]) };
}

/** Separated by commas, or repeated. */
function topicsIn(
  given: string | readonly string[] | undefined,
  known: readonly LiveTopic[],
): readonly LiveTopic[] | undefined {
  if (given === undefined) return undefined;
  const text = [given].flat().join(',');
  const names = text.length > MAX_TOPICS_TEXT ? [''] : [...new Set(text.split(','))];
  const topics = known.filter(({ name }) => names.includes(name));
  if (topics.length === names.length) return topics;
  const all = known.map(({ name }) => name).toSorted();
  throw invalid([fault('topics', 'CHOICE', `must be some of ${all.join(', ')}, with commas between`)]);
}

/** The header goes first: a reconnecting browser sets it and repeats the address unchanged. */
function positionIn(
  header: string | readonly string[] | undefined,
  parameter: string | readonly string[] | undefined,
): AskedPosition | undefined {
  if (header !== undefined && header !== '') {
    return asked(String(header), () => headerFault('Last-Event-ID', MUST_BE_AN_ID));
  }
  if (parameter === undefined || parameter === '') return undefined;
  return asked(String(parameter), () => invalid([fault(PARAMETER, 'FORMAT', MUST_BE_AN_ID)]));
}

const MUST_BE_AN_ID = 'must be the id of an event of this stream';

function asked(text: string, refusal: () => DomainError): AskedPosition {
  try {
    return { position: parsePosition(text), fault: refusal };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw refusal();
  }
}

function fault(name: string, code: string, message: string): FieldError {
  return { pointer: `?${name.slice(0, 64)}`, code, message };
}

/**
 * The topics that a caller is shown, none of them to an API key without any of their permissions. @throws DomainError `FORBIDDEN` for a requested topic that the caller may not see
 */
export function permittedTopics(
  asked: readonly LiveTopic[] | undefined,
  known: readonly LiveTopic[],
  caller: VerifiedToken,
): readonly LiveTopic[] {
  const permitted = (asked ?? known).filter((topic) => mayFollow(caller, topic));
  const refused = asked?.find((topic) => !permitted.includes(topic));
  if (refused) throw new DomainError('FORBIDDEN', refusalOf(refused));
  return permitted;
}

function refusalOf({ name, permission }: LiveTopic): string {
  return permission === 'self' ? `An API key has no topic ${name}; sign in` : `The topic ${name} needs ${permission}`;
}
