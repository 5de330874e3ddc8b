import { ERRORS, HTTP_STATUS, type ErrorCode } from '../errors';

type Json = Record<string, unknown>;

const REQUEST_ID = { 'X-Request-Id': { $ref: '#/components/headers/XRequestId' } };

/** The refusals of an operation without a contract, by status. */
export function problemsOf(refuses: readonly ErrorCode[]): Json {
  const statusOf = (code: ErrorCode) => HTTP_STATUS[ERRORS[code][0]];
  return Object.fromEntries(
    [...new Set(refuses.map(statusOf))].map((status) => {
      const codes = refuses.filter((code) => statusOf(code) === status);
      return [
        status,
        {
          description: codes.map((code) => ERRORS[code][1]).join('; '),
          headers: {
            ...REQUEST_ID,
            ...([429, 503].includes(status) && { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }),
          },
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
            },
          },
        },
      ];
    }),
  );
}
