import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import type { DomainError } from '#contracts/errors';
import { invalid } from '#contracts/declare/validation';
import { CSV_MEDIA_TYPE } from '#contracts/values/csv';
import { MAX_DEPTH, isTooDeep } from './json-depth';
import { repeatedKey } from './repeated-key';

/** A body of `text/csv`, for a contract that takes one. */
export class TableBody {
  constructor(readonly text: string) {}
}

/** Accepts JSON, and tables where the admission lets them through. An absent body is left to the contract's validation. */
export function takeJsonAndTables(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
  instance.addContentTypeParser(CSV_MEDIA_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
    if (isUtf8(body as Buffer)) done(null, new TableBody(body.toString('utf8')));
    else done(malformed('must be UTF-8'));
  });
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw malformed('must be UTF-8');
  const text = body.toString('utf8');
  if (isTooDeep(text)) throw malformed(`must not nest deeper than ${MAX_DEPTH} objects and lists`);
  const value = valueOf(text);
  const pointer = repeatedKey(text);
  if (pointer !== undefined) throw invalid([{ pointer, code: 'REPEATED', message: 'was given more than once' }]);
  return value;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message quotes the body, which may hold a secret.
    throw malformed('must be well-formed JSON');
  }
}

function malformed(message: string): DomainError {
  return invalid([{ pointer: '', code: 'FORMAT', message }]);
}
