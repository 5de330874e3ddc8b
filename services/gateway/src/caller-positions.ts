import { LRUCache } from 'lru-cache';
import type { Position } from '#libs/event-log';
import type { VerifiedToken } from '#libs/identity';

/** Callers remembered at most; one that is forgotten waits for nothing. */
const MAX_CALLERS = 50_000;

/** The position of each caller's last command, so that an ordinary client reads its own writes. */
export class CallerPositions {
  private readonly positions = new LRUCache<string, Position>({ max: MAX_CALLERS });

  /** Of commands that run side by side, the later position stays. */
  note(caller: VerifiedToken, position: Position): void {
    const key = keyOf(caller);
    const known = this.positions.get(key);
    if (known === undefined || known < position) this.positions.set(key, position);
  }

  last(caller: VerifiedToken): Position | undefined {
    return this.positions.get(keyOf(caller));
  }
}

function keyOf({ sub, organizationId = '' }: VerifiedToken): string {
  return `${sub}|${organizationId}`;
}
