/**
 * The subject on which a request is sent again when nobody listens on its own. A service that is still filling the rows
 * of a contract listens only here for it, so that a caller can tell it from a service that is down.
 */
export function fillingSubject(subject: string): string {
  return `${subject}.filling`;
}
