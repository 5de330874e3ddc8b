/** What an error means to a client; one table maps it to an HTTP status. */
export type ErrorKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'too_slow'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'headers_too_large'
  | 'unsupported_media'
  | 'rule'
  | 'rate_limited'
  | 'unavailable'
  | 'not_implemented'
  | 'internal';

export const HTTP_STATUS: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  too_slow: 408,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported_media: 415,
  rule: 422,
  rate_limited: 429,
  headers_too_large: 431,
  unavailable: 503,
  internal: 500,
  not_implemented: 501,
};

/** Every code that a client can meet, with its kind and the sentence that is its problem document's title. */
export const ERRORS = {
  VALIDATION_FAILED: ['malformed', 'The request is not valid'],
  CURSOR_MISMATCH: ['malformed', 'The cursor belongs to another list'],
  UNAUTHENTICATED: ['unauthenticated', 'A valid access token is needed'],
  INVALID_CREDENTIALS: ['unauthenticated', 'E-mail address or password is wrong'],
  REFRESH_TOKEN_REUSED: ['unauthenticated', 'This refresh token was used before; sign in again'],
  SESSION_ENDED: ['unauthenticated', 'This session has ended; sign in again'],
  FORBIDDEN: ['forbidden', 'The permission for this is missing'],
  ORGANIZATION_SUSPENDED: ['forbidden', 'The organisation is suspended'],
  ORGANIZATION_REQUIRED: ['forbidden', 'This needs a session in an organisation'],
  NOT_FOUND: ['not_found', 'There is no such thing here'],
  METHOD_NOT_ALLOWED: ['method_not_allowed', 'This path does not take this method'],
  NOT_ACCEPTABLE: ['not_acceptable', 'The answer is given in no form that was asked for'],
  REQUEST_TIMEOUT: ['too_slow', 'The request took too long to arrive'],
  HEADERS_TOO_LARGE: ['headers_too_large', 'The headers, or the address, are too large'],
  CONFLICT: ['conflict', 'The state does not allow this now'],
  DUPLICATE: ['conflict', 'This value is taken'],
  IDEMPOTENCY_IN_PROGRESS: ['conflict', 'The first request with this key is still running'],
  PRECONDITION_FAILED: ['stale', 'The resource has changed since it was read'],
  PAYLOAD_TOO_LARGE: ['too_large', 'The body is too large'],
  UNSUPPORTED_MEDIA_TYPE: ['unsupported_media', 'The body must be application/json'],
  IDEMPOTENCY_KEY_REUSED: ['rule', 'This key was used with another body'],
  INSUFFICIENT_STOCK: ['rule', 'There is not enough stock at that moment'],
  LATER_MOMENT_NEGATIVE: ['rule', 'A later moment would be left without enough stock'],
  SAME_LOCATION: ['rule', 'A transfer needs two different locations'],
  ZONE_MISMATCH: ['rule', 'The location is of another temperature zone than the item'],
  LOCATION_INACTIVE: ['rule', 'The location is not active'],
  ITEM_INACTIVE: ['rule', 'The item is not active'],
  LOT_REQUIRED: ['rule', 'This item is tracked by lot; name one'],
  LOT_DIFFERS: ['rule', 'The lot exists with another expiry date'],
  LOT_NOT_AVAILABLE: ['rule', 'The lot is not available for use'],
  UNIT_NOT_EXACT: ['rule', 'The quantity does not come out exactly in the stock unit'],
  EFFECTIVE_IN_FUTURE: ['rule', 'The effective time lies in the future'],
  NOT_REVERSIBLE: ['rule', 'This cannot be taken back'],
  LIMIT_REACHED: ['rule', 'The limit is reached'],
  LIST_TOO_LONG: ['rule', 'The list is too long to be given whole'],
  LAST_ADMIN: ['rule', 'The last active administrator must stay'],
  RATE_LIMITED: ['rate_limited', 'Too many requests'],
  ACCOUNT_LOCKED: ['rate_limited', 'Too many failed attempts; try again later'],
  SERVICE_UNAVAILABLE: ['unavailable', 'The service cannot answer now; the request is safe to repeat'],
  READ_MODEL_FILLING: ['unavailable', 'The rows that this reads are being filled; try again in a moment'],
  TRANSFER_CODING_UNKNOWN: ['not_implemented', 'Send the body as it is, or in chunks'],
  INTERNAL: ['internal', 'Something went wrong here'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

export type ErrorCode = keyof typeof ERRORS;

/**
 * One field that is wrong: `pointer` is a JSON pointer into the body (RFC 6901), `?name` for a query parameter, or the
 * name of a header.
 */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** JSON facts that help to mend the request (a shortage, a moment), answered beside the problem's own members. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error that a decision, a handler or a query throws on purpose, and the shape in which a refusal crosses the
 * bus. `message` becomes the problem's `detail`: it says what to do, and holds no secret and no personal data.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;
  /** A query refused this with less than it was asked to wait for: what was just made may be missing. */
  stale = false;

  constructor(
    readonly code: ErrorCode,
    message?: string,
    readonly details: ErrorDetails = {},
    readonly fields: readonly FieldError[] = [],
  ) {
    super(message ?? ERRORS[code][1]);
    this.kind = ERRORS[code][0];
  }
}

/** A rule of the business refuses the command (422, or 409 where the code says so). */
export function refuse(code: ErrorCode, details: ErrorDetails = {}, message?: string): never {
  throw new DomainError(code, message, details);
}
