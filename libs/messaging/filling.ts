/**
 * The subject on which a request is sent once more when nobody listens on its own. A service that is still filling the
 * rows that a contract reads listens here alone, so that a caller can tell it from a service that is away.
 */
export function fillingSubject(subject: string): string {
  return `${subject}.filling`;
}
