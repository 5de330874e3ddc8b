import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasBody } from '../admission/request-headers';

/** An answered connection stays open this long for a client that still sends: closed at once, it loses the answer. */
const LINGER_MS = 1_000;

/** Reads and discards the rest of the request for a while, so that the client gets the answer. */
export function endLingering(socket: Duplex): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/**
 * Answers a request that is refused before its body has come, and ends the connection. Left open, the rest of the body
 * would be read, or refused a second time for being slow.
 */
export function closeUnlessWhole({ raw, headers }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete || !hasBody(headers)) return;
  reply.header('Connection', 'close');
  const { socket } = raw;
  // Node calls this once the answer is written, and would reset the connection of a client that still sends.
  socket.destroySoon = () => endLingering(socket);
}
