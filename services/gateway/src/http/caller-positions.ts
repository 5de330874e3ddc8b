import { LRUCache } from 'lru-cache';
import type { Position } from '#libs/event-log';
import type { VerifiedToken } from '#libs/identity';
import type { SharedState } from '../admission/shared-state';

/** The position of each caller's last command, so that an ordinary client reads its own writes. */
export interface CallerPositions {
  /** Of commands that run at the same time, the later position stays. */
  note(caller: VerifiedToken, position: Position): void | Promise<void>;
  last(caller: VerifiedToken): Position | undefined | Promise<Position | undefined>;
}

/** The most callers remembered; a query of a forgotten caller does not wait. */
const MAX_CALLERS = 50_000;

/** The positions of one gateway. */
export class OwnCallerPositions implements CallerPositions {
  private readonly positions = new LRUCache<string, Position>({ max: MAX_CALLERS });

  note(caller: VerifiedToken, position: Position): void {
    const key = keyOf(caller);
    const known = this.positions.get(key);
    if (known === undefined || known < position) this.positions.set(key, position);
  }

  last(caller: VerifiedToken): Position | undefined {
    return this.positions.get(keyOf(caller));
  }
}

/** Longer than any projection lags while a caller would wait for it. */
const KEPT_MS = 600_000;

const KEEP_LATER = `
  local known = redis.call('GET', KEYS[1])
  if not known or known < ARGV[1] then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
  return 1`;

/** The positions of several gateways together; while Redis is away each one uses its own. */
export class SharedCallerPositions implements CallerPositions {
  private readonly own = new OwnCallerPositions();

  constructor(private readonly shared: Pick<SharedState, 'get' | 'run'>) {}

  /** Runs before the command is answered: the caller's next request may reach another gateway. */
  async note(caller: VerifiedToken, position: Position): Promise<void> {
    this.own.note(caller, position);
    await this.shared.run(KEEP_LATER, sharedKeyOf(caller), [position, String(KEPT_MS)]);
  }

  async last(caller: VerifiedToken): Promise<Position | undefined> {
    const own = this.own.last(caller);
    const shared = (await this.shared.get(sharedKeyOf(caller))) as Position | undefined;
    return own === undefined || (shared !== undefined && shared > own) ? shared : own;
  }
}

function keyOf({ sub, organizationId = '' }: VerifiedToken): string {
  return `${sub}|${organizationId}`;
}

function sharedKeyOf(caller: VerifiedToken): string {
  return `opsledger:position:${keyOf(caller)}`;
}
