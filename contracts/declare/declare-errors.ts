/** The meaning of an error for a client; one table maps it to an HTTP status. */
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

/** The kind, which tells a client what to do, and the title of the problem document. */
export type ErrorDeclaration = readonly [kind: ErrorKind, title: string];

const declared = new Set<string>();

/**
 * Declares the error codes of one service: `contracts/<service>/errors.ts` exports `<service>Errors`. A code means one
 * thing on the whole platform. @throws TypeError for a code that is declared already
 */
export function declareErrors<Code extends string>(
  errors: Readonly<Record<Code, ErrorDeclaration>>,
): Readonly<Record<Code, ErrorDeclaration>> {
  for (const code of Object.keys(errors)) {
    if (declared.has(code)) throw new TypeError(`the error ${code} is declared twice`);
    declared.add(code);
  }
  return errors;
}
