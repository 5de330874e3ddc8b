import { declareErrors, type ErrorKind } from './declare/declare-errors';
import { serviceErrors } from './declared';

export type { ErrorKind } from './declare/declare-errors';

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

/** The codes of the platform itself. A service declares its own in `contracts/<service>/errors.ts`. */
const platformErrors = declareErrors({
  VALIDATION_FAILED: ['malformed', 'The request is not valid'],
  CURSOR_MISMATCH: ['malformed', 'The cursor belongs to another list'],
  UNAUTHENTICATED: ['unauthenticated', 'A valid access token is needed'],
  SESSION_ENDED: ['unauthenticated', 'This session has ended; sign in again'],
  FORBIDDEN: ['forbidden', 'The permission for this is missing'],
  CSRF_REFUSED: ['forbidden', 'A session in cookies needs a page of this site, and the CSRF token of the session'],
  PASSWORD_CHANGE_REQUIRED: ['forbidden', 'The password was made up for you; change it first'],
  SECOND_FACTOR_REQUIRED: [
    'forbidden',
    'The organisation requires a second factor; set one up, or confirm yours in this session',
  ],
  STEP_UP_REQUIRED: ['forbidden', 'Prove your password or second factor again first'],
  ORGANIZATION_SUSPENDED: ['forbidden', 'The organisation is suspended'],
  ORGANIZATION_REQUIRED: ['forbidden', 'This needs a session in an organisation'],
  NOT_FOUND: ['not_found', 'There is no such thing here'],
  METHOD_NOT_ALLOWED: ['method_not_allowed', 'This path does not support this method'],
  NOT_ACCEPTABLE: ['not_acceptable', 'None of the requested media types is available'],
  REQUEST_TIMEOUT: ['too_slow', 'The request took too long to arrive'],
  HEADERS_TOO_LARGE: ['headers_too_large', 'The headers, or the address, are too large'],
  CONFLICT: ['conflict', 'The state does not allow this now'],
  DUPLICATE: ['conflict', 'This value is taken'],
  IDEMPOTENCY_IN_PROGRESS: ['conflict', 'The first request with this key is still running'],
  PRECONDITION_FAILED: ['stale', 'The resource has changed since it was read'],
  PAYLOAD_TOO_LARGE: ['too_large', 'The body is too large'],
  UNSUPPORTED_MEDIA_TYPE: ['unsupported_media', 'The body must be application/json'],
  IDEMPOTENCY_KEY_REUSED: ['rule', 'This key was used with another body'],
  NOT_REVERSIBLE: ['rule', 'This cannot be undone'],
  LIMIT_REACHED: ['rule', 'The limit is reached'],
  LIST_TOO_LONG: ['rule', 'The list is too long to be given whole'],
  RATE_LIMITED: ['rate_limited', 'Too many requests'],
  SERVICE_UNAVAILABLE: ['unavailable', 'The service cannot answer now; the request is safe to repeat'],
  READ_MODEL_FILLING: ['unavailable', 'The read model is being filled; try again in a moment'],
  TRANSFER_CODING_UNKNOWN: ['not_implemented', 'Send the body as it is, or in chunks'],
  INTERNAL: ['internal', 'Something went wrong here'],
});

/** Every code that a client can get, with its kind and the sentence that is its problem document's title. */
export const ERRORS = { ...platformErrors, ...serviceErrors };

export type ErrorCode = keyof typeof ERRORS;

/**
 * One faulty field: `pointer` is a JSON pointer into the body (RFC 6901), `?name` for a query parameter, or the name of
 * a header.
 */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** JSON facts that help to correct the request (a shortage, a moment), answered beside the problem's own members. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error that decisions, handlers and queries throw on purpose, and the form in which a refusal crosses the bus.
 * `message` becomes the problem's `detail`: it says what to do, and holds no secret and no personal data.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly kind: ErrorKind;
  /** The query was refused on older data than it asked to wait for: recent changes may be missing. */
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

/** A fault in one field; `pointer` as in `FieldError`. `fault`: the field's own code. */
export function faultAt(code: ErrorCode, pointer: string, message: string, fault: string = code): DomainError {
  return new DomainError(code, `${pointer} ${message}`, {}, [{ pointer, code: fault, message }]);
}

/** A rule of the business refuses the command (422, or 409 if the code says so). */
export function refuse(code: ErrorCode, details: ErrorDetails = {}, message?: string): never {
  throw new DomainError(code, message, details);
}
