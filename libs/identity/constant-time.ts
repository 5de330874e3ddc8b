import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same, in a time that shows neither their first difference nor the right one's length. */
export function secretsMatch(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(given), digest(expected));
}
