import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasBody } from '../admission/request-headers';

/** A connection that was answered stays open so long for a client that still sends: closed at once, it loses the answer. */
const LINGER_MS = 1_000;

/** Takes nothing more from a connection after what is written, and reads on for a while so that the client gets it. */
export function endLingering(socket: Duplex): void {
  socket.end();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

/**
 * A request that is refused before its body has come gets this answer and no other: the connection ends with it. Left
 * open, it would be read as far as the body's end, or until the body is too slow and is refused again.
 */
export function closeUnlessWhole({ raw, headers }: FastifyRequest, reply: FastifyReply): void {
  if (raw.complete || !hasBody(headers)) return;
  reply.header('Connection', 'close');
  const { socket } = raw;
  // Node calls this when the answer is written, and would reset the connection of a client that still sends.
  socket.destroySoon = () => endLingering(socket);
}
