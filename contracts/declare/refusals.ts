import { API_BASE } from './contract';
import type { Contract } from './contract';
import type { ErrorCode } from '../errors';
import { fieldsOf, type FieldKind } from './field';

/** Accepts an `Idempotency-Key`: every command of a user except those of signing in. */
export function isIdempotent({ kind, route }: Contract): boolean {
  return kind === 'command' && route !== undefined && !route.path.startsWith(`${API_BASE}/auth/`);
}

/** Every code that a route can answer with, in the order of the checks. */
export function refusalsOf(contract: Contract): readonly ErrorCode[] {
  const codes: ErrorCode[] = ['RATE_LIMITED'];
  const isPublic = contract.permission === 'public';
  if (!isPublic) codes.push('UNAUTHENTICATED', 'SESSION_ENDED', 'ORGANIZATION_SUSPENDED');
  if (!isPublic && contract.kind === 'command') codes.push('CSRF_REFUSED');
  if (!isPublic && !contract.beforePasswordChange) codes.push('PASSWORD_CHANGE_REQUIRED');
  if (!isPublic && !contract.beforeSecondFactor) codes.push('SECOND_FACTOR_REQUIRED');
  if (!isPublic && !(contract.permission === 'self' && contract.byApiKey)) codes.push('FORBIDDEN');
  if (!contract.platform && !isPublic) codes.push('ORGANIZATION_REQUIRED');
  if (contract.stepUp) codes.push('STEP_UP_REQUIRED');
  if (contract.kind === 'command') codes.push('PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  if (contract.kind === 'query') codes.push('NOT_ACCEPTABLE');
  codes.push('VALIDATION_FAILED');
  if (contract.list) codes.push('CURSOR_MISMATCH');
  if (namesSomething(contract)) codes.push('NOT_FOUND');
  if (contract.ifMatch || contract.etag) codes.push('PRECONDITION_FAILED');
  if (isIdempotent(contract)) codes.push('IDEMPOTENCY_KEY_REUSED');
  if (contract.list) codes.push('LIST_TOO_LONG');
  codes.push(...contract.refuses);
  if (contract.kind === 'query') codes.push('READ_MODEL_FILLING');
  codes.push('SERVICE_UNAVAILABLE', 'INTERNAL');
  return [...new Set(codes)];
}

/** A path parameter, or an id in a command's body, may name something that does not exist. */
function namesSomething({ route, kind, type }: Contract): boolean {
  if ((route?.pathParameters.length ?? 0) > 0) return true;
  return kind === 'command' && fieldsOf(type).some((field) => hasId(field.kind));
}

function hasId({ names, element, nested }: FieldKind): boolean {
  if (names || (element && hasId(element))) return true;
  return nested !== undefined && fieldsOf(nested()).some((field) => hasId(field.kind));
}
