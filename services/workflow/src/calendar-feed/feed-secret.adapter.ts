import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. */
export function newFeedSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function digestOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}
