import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '#contracts/errors';
import { childTrace } from '#libs/observability';
import type { GatewayParts, GatewaySettings } from '../gateway-parts';
import { normaliseForwarded } from '../admission/forwarded-addresses';
import { problemOf } from './problem';
import { endLingering } from './unread-body';

type ConnectionError = Error & { readonly code?: string };

/** Answers a request that Node's parser cannot read with a problem. No hook and no route sees such a request. */
export class UnreadableRequests {
  /** The answers in progress, by connection. */
  private readonly answering = new WeakMap<Duplex, ServerResponse>();

  /** `always`: the headers of every answer. */
  constructor(
    private readonly logger: Pick<GatewayParts['logger'], 'info'>,
    private readonly always: Readonly<Record<string, string>>,
  ) {}

  watch({ server }: FastifyInstance, { trustedProxies }: Pick<GatewaySettings, 'trustedProxies'>): void {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answering.set(request.socket, response);
      if (trustedProxies.length > 0) normaliseForwarded(request);
    });
    // Whether the body is wanted is known only after admission.
    server.on('checkContinue', (request, response) => server.emit('request', request, response));
    // A tunnel to somewhere else.
    server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
      this.answer(socket, new DomainError('VALIDATION_FAILED', 'CONNECT is not taken here')),
    );
    // An unknown expectation may be ignored (RFC 9110, 10.1.1).
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  }

  /** For Fastify's `clientErrorHandler`. */
  refuse(error: ConnectionError, socket: Duplex): void {
    const current = this.answering.get(socket);
    const pending = current?.writableFinished === false ? current : undefined;
    // Reset by the client, or answered already.
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else if (!pending) this.answer(socket, refusalOf(error));
    // The bytes after a request that is being answered wait for its answer.
    else if (pending.req.complete) pending.once('close', () => this.refuse(error, socket));
    else if (pending.headersSent) socket.destroy();
    else this.answer(socket, refusalOf(error), pending);
  }

  /** `pending`: the part of the request that was understood, if any. */
  private answer(socket: Duplex, refusal: DomainError, pending?: ServerResponse): void {
    // Node removes its own listener from a socket that it hands over; without one a reset would end the process.
    socket.on('error', () => socket.destroy());
    const { traceId } = childTrace(undefined);
    const requestId = randomUUID();
    const problem = problemOf(refusal, traceId);
    const body = JSON.stringify(problem);
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      ...Object.entries(this.always).map(([name, value]) => `${name}: ${value}`),
      `X-Request-Id: ${requestId}`,
      `Date: ${new Date().toUTCString()}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...keyLine(pending),
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    endLingering(socket);
    this.logger.info({ status: problem.status, code: problem.code, requestId, traceId }, 'request refused');
  }
}

/** A command's answer carries its key, this one included. */
function keyLine(pending: ServerResponse | undefined): readonly string[] {
  const key = pending?.getHeader('Idempotency-Key');
  return key === undefined ? [] : [`Idempotency-Key: ${String(key)}`];
}

function refusalOf({ code }: ConnectionError): DomainError {
  if (code === 'HPE_HEADER_OVERFLOW') return new DomainError('HEADERS_TOO_LARGE');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new DomainError('REQUEST_TIMEOUT');
  return new DomainError('VALIDATION_FAILED', 'This is not a request of HTTP/1.1 that can be read');
}
