import type { LiveTopic } from '#contracts/declare/live-topic';
import { type VerifiedToken, accessOf, actorOf } from '#libs/identity';

/** Whether a caller may follow a topic, or the part of it that its scope bounds. An API key follows nothing of a person. */
export function mayFollow(caller: VerifiedToken, { permission }: Pick<LiveTopic, 'permission'>): boolean {
  if (permission === 'self') return caller.scopes === undefined;
  return accessOf(actorOf(caller)).permissions.has(permission);
}
