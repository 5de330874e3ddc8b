import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, ERRORS, HTTP_STATUS, type ErrorCode, type FieldError } from '#contracts/errors';
import { problemType } from '#contracts/documents/openapi-problem';
import { challengeOf } from './challenge';
import { closeUnlessWhole } from './unread-body';

/** RFC 9457, with this API's own members. Details of the refusal stand beside them. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly traceId: string;
  readonly errors?: readonly FieldError[];
}

export function problemOf(error: DomainError, traceId: string): Problem {
  const [kind, title] = ERRORS[error.code];
  return {
    ...error.details,
    type: problemType(error.code),
    title,
    status: HTTP_STATUS[kind],
    detail: error.message,
    code: error.code,
    traceId,
    ...(error.fields.length > 0 && { errors: error.fields }),
  };
}

/** Maps a refusal by Fastify or Nest to one of this API; undefined for a fault of ours. */
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'VALIDATION_FAILED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  // A path parameter longer than any id names nothing.
  414: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'SERVICE_UNAVAILABLE',
};

/** The refusal that an error stands for; undefined for an unforeseen fault. */
export function refusalOf(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  const code = typeof status === 'number' ? CODE_OF_STATUS[status] : undefined;
  if (!code) return undefined;
  return code === 'VALIDATION_FAILED' ? new DomainError(code, (error as Error).message) : new DomainError(code);
}

/** `Retry-After` in seconds, if the refusal does not name one. */
const RETRY_UNAVAILABLE_SECONDS = 1;

/** Answers a refusal as a problem document, with the headers that its status asks for. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: DomainError): FastifyReply {
  const problem = problemOf(error, request.edge.traceId);
  if (error.stale) reply.header('OpsLedger-Stale', 'true');
  const challenge = challengeOf(request, problem);
  if (challenge !== undefined) reply.header('WWW-Authenticate', challenge);
  if (problem.status === 429 || problem.status === 503) {
    reply.header('Retry-After', String(error.details['retryAfter'] ?? RETRY_UNAVAILABLE_SECONDS));
  }
  closeUnlessWhole(request, reply);
  return reply
    .code(problem.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
