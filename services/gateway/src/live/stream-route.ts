import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { type LiveTopic, STREAM_PATH } from '#contracts/declare/live-topic';
import { DomainError } from '#contracts/errors';
import type { VerifiedToken } from '#libs/identity';
import { EVENT_STREAM, ForeignPosition, type Live, type LiveStream } from '#libs/live';
import type { Shares } from '../admission/shares';
import type { GatewayParts } from '../gateway-parts';
import { acceptedMedia } from '../http/accepted-media';
import { MembershipStarts } from './membership-starts';
import { type AskedStream, permittedTopics, readStreamRequest } from './stream-request';

export interface StreamRouteParts extends Pick<GatewayParts, 'live' | 'log'> {
  readonly topics: readonly LiveTopic[];
  /** Streams that are open. */
  readonly open: Shares;
}

/** The time for the last chunks of an ended stream to arrive. */
const FAREWELL_MS = 200;

/** Live changes as server-sent events. */
export function streamRoute({ live, log, topics, open }: StreamRouteParts): RouteOptions {
  const starts = new MembershipStarts(log);
  return {
    method: 'GET',
    url: STREAM_PATH,
    config: { path: STREAM_PATH, admission: { permission: 'self', byApiKey: true } },
    handler: async (request, reply) => {
      acceptedMedia(request.headers.accept, [EVENT_STREAM]);
      const asked = readStreamRequest(request, topics);
      const caller = request.caller as VerifiedToken;
      const shown = permittedTopics(asked.topics, topics, caller);
      reply.header('Content-Type', `${EVENT_STREAM}; charset=utf-8`);
      reply.header('Cache-Control', 'no-store, no-transform').header('X-Accel-Buffering', 'no');
      // HEAD: there is no end to wait for.
      if (request.method === 'HEAD') return reply.send(Readable.from([]));
      const leave = open.take({ caller: caller.sub, organization: caller.organizationId });
      reply.raw.once('close', leave);
      if (reply.raw.destroyed) leave();
      const stream = await openStream(live, starts, { asked, caller, topics: shown, request });
      return send(stream, live, request, reply);
    },
  };
}

interface Opening {
  readonly asked: AskedStream;
  readonly caller: VerifiedToken;
  readonly topics: readonly LiveTopic[];
  readonly request: FastifyRequest;
}

/** @throws DomainError `VALIDATION_FAILED` for a position of another log, `SERVICE_UNAVAILABLE` */
async function openStream(
  live: Live,
  starts: MembershipStarts,
  { asked: { after }, caller, topics, request }: Opening,
): Promise<LiveStream> {
  try {
    return await live.open({
      caller,
      tenantId: caller.organizationId as string,
      topics,
      ...(after && { after: after.position }),
      memberSince: await starts.of(caller),
      admittedAt: request.edge.startedAt,
    });
  } catch (error) {
    if (error instanceof ForeignPosition && after) throw after.fault();
    const unavailable = new DomainError('SERVICE_UNAVAILABLE');
    unavailable.cause = error;
    throw unavailable;
  }
}

/** Writes as fast as the client reads. */
function send(stream: LiveStream, live: Live, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { raw } = reply;
  raw.once('close', () => stream.end());
  if (raw.destroyed) stream.end();
  raw.setTimeout(live.limits.stalledMs);
  // A gateway that stops would wait for the idle connection.
  raw.once('finish', () => request.raw.socket.end());
  // A client that reads nothing would keep its connection for as long as it likes.
  stream.ended.addEventListener('abort', () => setTimeout(() => raw.destroy(), FAREWELL_MS).unref());
  return reply.send(Readable.from(stream.chunks(), { objectMode: false }));
}
