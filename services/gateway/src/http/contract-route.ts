import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract, Route } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { CSV_MEDIA_TYPE } from '#contracts/values/csv';
import { isIdempotent } from '#contracts/declare/refusals';
import { type Position, parsePosition } from '#libs/event-log';
import type { AccessVersions, CommandContext, RequestContext } from '#libs/identity';
import type { Storage } from '#libs/storage';
import type { Bus, Reply } from '#libs/messaging';
import { acceptedMedia } from './accepted-media';
import type { CallerPositions } from './caller-positions';
import { identityOf } from './command-id';
import { payloadReader } from './contract-payload';
import { isRefusedToken } from '../admission/access-token.strategy';
import { headerFault } from '../admission/header-fault';
import type { Shares } from '../admission/shares';
import type { BrowserSessions } from '../cookies/browser-sessions';
import { csvAnswer } from '../documents/csv-answer';
import type { GatewayLimits } from '../gateway-parts';
import { entityTag, ifMatchOf, ifNoneMatchOf } from './entity-tag';
import { requestContext } from './request-context';
import type { ServiceTokens } from './service-tokens';

export interface RouteParts {
  readonly bus: Bus;
  readonly positions: CallerPositions;
  readonly serviceTokens: ServiceTokens;
  readonly access: Pick<AccessVersions, 'check'>;
  readonly browsers: BrowserSessions;
  /** Called when an answer breaks off after it began. */
  readonly brokeOff: (error: unknown, request: FastifyRequest) => void;
  /** The pool of lists sent whole. */
  readonly tables: Shares;
  readonly storage: Pick<Storage, 'put' | 'discard'>;
  /** The pool of uploads. */
  readonly uploads: Shares;
  /** The pool of files that are read. */
  readonly downloads: Shares;
  readonly limits: GatewayLimits;
}

const JSON_MEDIA_TYPE = 'application/json';

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * The handler of a contract's route, once its caller is known and permitted: payload, context, bus, answer. Everything
 * that follows from the declaration is computed once, here, and not per request.
 */
export function contractHandler(contract: Contract, parts: RouteParts): Handle {
  const readPayload = payloadReader(contract);
  const send = senderOf(contract, parts);
  const answer = contract.kind === 'command' ? commandAnswer(contract, parts) : queryAnswer(parts);
  const [taken, given] = [parts.browsers.takenBy(contract), parts.browsers.givenBy(contract)];
  const whole =
    contract.list &&
    csvAnswer(contract, {
      send,
      stillAdmitted: stillAdmitted(parts),
      brokeOff: parts.brokeOff,
      underWay: parts.tables,
      stalledMs: parts.limits.stalledMs,
    });
  const offered = offeredBy(contract);
  return async (request, reply) => {
    // A command has run by now, so it is answered in any case.
    const media = contract.kind === 'query' ? acceptedMedia(request.headers.accept, offered) : JSON_MEDIA_TYPE;
    const payload = taken(request, readPayload(request));
    if (whole && media === CSV_MEDIA_TYPE) return whole(request, reply, payload);
    return given(request, reply, await answer(request, reply, await send(request, payload)));
  };
}

function offeredBy({ list }: Contract): readonly [string, ...string[]] {
  if (!list) return [JSON_MEDIA_TYPE];
  return list.tableOnly ? [CSV_MEDIA_TYPE] : [JSON_MEDIA_TYPE, CSV_MEDIA_TYPE];
}

/** A whole list takes time: access may have ended meanwhile. */
function stillAdmitted({ access }: RouteParts) {
  return async ({ caller }: FastifyRequest): Promise<void> => {
    const data = caller && (await access.check(caller));
    if (data?.needsSecondFactor) throw new DomainError('SECOND_FACTOR_REQUIRED');
  };
}

export type Send = (request: FastifyRequest, payload: object) => Promise<Reply<unknown>>;

export function senderOf(contract: Contract, { bus, positions, serviceTokens, limits }: RouteParts): Send {
  const { deadlineMs } = limits;
  const contextOf =
    contract.kind === 'command' ? commandContext(contract, deadlineMs) : queryContext(contract, deadlineMs);
  const waits = contract.kind === 'query';
  return async (request, payload) => {
    const { caller } = request;
    const ownToken = () => serviceTokens.tokenFor(contract.subject);
    const waitFor = waits ? (positionAskedFor(request) ?? (caller && (await positions.last(caller)))) : undefined;
    const ask = (token: string) =>
      bus.send(contract.type, payload, contextOf(request, payload), { token }, waitFor ? { waitFor } : undefined);
    const asked = ask(request.accessToken ?? ownToken());
    if (!contract.optionalCaller || request.accessToken === undefined) return asked;
    // The access may have ended since it was admitted, by the same request sent twice.
    return asked.catch((error: unknown) => {
      if (isRefusedToken(error)) return ask(ownToken());
      throw error;
    });
  };
}

/** The service must know the caller's tags: it records only answers that it gives. */
function queryContext({ etag }: Contract, deadlineMs: number): (request: FastifyRequest) => RequestContext {
  return (request) => {
    const { headers } = request;
    const ifMatch = ifMatchOf(headers['if-match']);
    const ifNoneMatch = etag ? ifNoneMatchOf(headers['if-none-match']) : undefined;
    return {
      ...requestContext(request, deadlineMs),
      ...(ifMatch !== undefined && { ifMatch }),
      ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    };
  };
}

function commandContext(
  contract: Contract,
  deadlineMs: number,
): (request: FastifyRequest, payload: object) => CommandContext {
  const { method, path, pathParameters } = contract.route as Route;
  const takesKey = isIdempotent(contract);
  const actualPath = (payload: Readonly<Record<string, unknown>>) =>
    pathParameters.reduce((filled, name) => filled.replace(`{${name}}`, String(payload[name])), path);
  return (request, payload) => {
    const context = requestContext(request, deadlineMs);
    const { headers } = request;
    const ifMatch = contract.ifMatch ? ifMatchOf(headers['if-match']) : undefined;
    const ifNoneMatch = contract.ifMatch ? ifNoneMatchOf(headers['if-none-match'], 'change') : undefined;
    return {
      ...context,
      ...(takesKey
        ? identityOf(request, context, { method, path: actualPath({ ...payload }), type: contract.type, payload })
        : { commandId: randomUUID() }),
      now: new Date().toISOString(),
      ...(ifMatch !== undefined && { ifMatch }),
      ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    };
  };
}

/** @throws DomainError `VALIDATION_FAILED` for an invalid position */
function positionAskedFor({ headers }: FastifyRequest): Position | undefined {
  const header = headers['opsledger-position'];
  if (header === undefined) return undefined;
  try {
    return parsePosition(String(header));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw headerFault('OpsLedger-Position', 'must be one that a command answered with');
  }
}

type Answer = (request: FastifyRequest, reply: FastifyReply, result: Reply<unknown>) => unknown;

export function commandAnswer({ status, location }: Contract, { positions }: Pick<RouteParts, 'positions'>): Answer {
  return async (request, reply, { answer, position }) => {
    reply.code(status);
    await tellPosition(request, reply, position, positions);
    if (location !== undefined) reply.header('Location', filledLocation(location, answer));
    return answer;
  };
}

/** Fills `/api/v1/movements/{movementIds.0}` from the answer. */
function filledLocation(template: string, answer: unknown): string {
  return template.replaceAll(/\{([\w.]+)\}/g, (_, path: string) => {
    const value = path.split('.').reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], answer);
    return encodeURIComponent(String(value));
  });
}

/** The caller's next query waits for it. */
async function tellPosition(
  { caller }: FastifyRequest,
  reply: FastifyReply,
  position: Position | undefined,
  positions: CallerPositions,
): Promise<void> {
  if (position === undefined) return;
  reply.header('OpsLedger-Position', position);
  if (caller) await positions.note(caller, position);
}

/** A query may tell of work that was done for the caller meanwhile, up to a position. */
const queryAnswer =
  ({ positions }: Pick<RouteParts, 'positions'>): Answer =>
  async (request, reply, given) => {
    const { answer, etag, stale, position } = given;
    await tellPosition(request, reply, position, positions);
    if (stale) reply.header('OpsLedger-Stale', 'true');
    if (etag !== undefined) reply.header('ETag', entityTag(etag));
    return answer === null ? reply.code(304).send() : answer;
  };
