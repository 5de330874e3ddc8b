import { ERRORS, HTTP_STATUS } from '../errors';
import type { ErrorCode } from '../errors';
import type { JsonSchema } from '../declare/field';

/** The names of the problem types; a client need not read anything there. */
const PROBLEM_TYPE_BASE = 'urn:opsledger:problem:';

/** RFC 9457, with the members that every problem of this API has. */
export const PROBLEM_SCHEMA: JsonSchema = {
  type: 'object',
  description: 'A problem document (RFC 9457). Facts that help to mend the request may stand beside these members.',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string', maxLength: 200 },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', maxLength: 2000 },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    traceId: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    errors: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        properties: {
          pointer: {
            type: 'string',
            maxLength: 2000,
            description:
              'A JSON pointer into the body (RFC 6901), `?name` for a query parameter, or the name of a header.',
          },
          code: { type: 'string', maxLength: 64 },
          message: { type: 'string', maxLength: 1000 },
        },
        required: ['pointer', 'code', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'traceId'],
};

/** `INSUFFICIENT_STOCK` → `urn:opsledger:problem:insufficient-stock`. */
export function problemType(code: ErrorCode): string {
  return `${PROBLEM_TYPE_BASE}${code.toLowerCase().replaceAll('_', '-')}`;
}

/** An example of each code, for the document's components. */
export function problemExample(code: ErrorCode): { readonly summary: string; readonly value: JsonSchema } {
  const [kind, title] = ERRORS[code];
  const fault = { pointer: '/quantity', code: 'SCALE', message: 'must have at most 3 places' };
  return {
    summary: title,
    value: {
      type: problemType(code),
      title,
      status: HTTP_STATUS[kind],
      detail: code === 'VALIDATION_FAILED' ? '/quantity must have at most 3 places' : title,
      code,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      ...(code === 'VALIDATION_FAILED' && { errors: [fault] }),
    },
  };
}
