import { LRUCache } from 'lru-cache';
import type { ContractClass } from '#contracts/declare/contract';
import type { LiveItem, ThingAsked } from './live-item';
import type { LiveLimits } from './live-limits';
import { havePassed, type Passed } from './passed-positions';

/** Reads a thing that changed, as all of the organisation who may follow its topic see it. */
export type ReadThing = (query: ContractClass, request: object, tenantId: string) => Promise<object>;

export interface SharedThingsOptions {
  readonly read: ReadThing;
  readonly limits: Pick<LiveLimits, 'thingsAtOnce' | 'thingsPerSecond'>;
  readonly onFault: (error: unknown) => void;
}

/** A change that shows its thing. */
export type AskingItem = LiveItem & { readonly asks: ThingAsked };

interface Kept {
  /** Where the read models were when it was asked for. */
  readonly passed: Passed;
  /** Undefined: it could not be read. */
  readonly answer: object | undefined;
  /** The last message that was made of it. */
  written: { readonly item: LiveItem; readonly message: string } | undefined;
}

/** Each is a few kilobytes. */
const KEPT = 200;
const ORGANIZATIONS = 10_000;
const SECOND_MS = 1_000;

/**
 * The things that changed, read once for all streams. One thing is read at most once at a time: whatever changed of it
 * meanwhile is in the next read. Of more things in a second than an organisation's share, as an upload changes them, nothing
 * is read.
 */
export class SharedThings {
  private readonly kept = new LRUCache<string, Kept>({ max: KEPT });
  private readonly underWay = new Set<string>();
  private readonly startedOf = new LRUCache<string, Set<string>>({ max: ORGANIZATIONS, ttl: SECOND_MS });
  private waiting = new Set<() => void>();

  constructor(private readonly options: SharedThingsOptions) {}

  /** Begins to read, so that it is there when its turn comes. `passed`: where the read models are. */
  prepare(item: AskingItem, passed: Passed): void {
    if (!this.found(item)) this.begin(item, passed);
  }

  /** The message with the thing; undefined while it is read: `ready` is called when that may have ended. */
  messageOf(item: AskingItem, passed: Passed, ready: () => void): string | undefined {
    const found = this.found(item);
    if (found) return messageOf(item, found);
    if (this.begin(item, passed) === 'beyond its share') return item.asks.messageWith(undefined);
    this.waiting.add(ready);
    return undefined;
  }

  forget(ready: () => void): void {
    this.waiting.delete(ready);
  }

  /** As it was read after the change. */
  private found({ asks: { key }, projections, position }: AskingItem): Kept | undefined {
    const found = this.kept.get(key);
    return found && havePassed(found.passed, projections, position) ? found : undefined;
  }

  private begin(item: AskingItem, passed: Passed): 'under way' | 'later' | 'beyond its share' {
    const { key } = item.asks;
    if (this.underWay.has(key)) return 'under way';
    if (!this.isWithinShare(item)) return 'beyond its share';
    if (this.underWay.size >= this.options.limits.thingsAtOnce) return 'later';
    this.underWay.add(key);
    void this.read(item, passed);
    return 'under way';
  }

  private isWithinShare({ tenantId, asks: { key } }: AskingItem): boolean {
    let started = this.startedOf.get(tenantId);
    if (!started) this.startedOf.set(tenantId, (started = new Set()));
    if (started.has(key)) return true;
    if (started.size >= this.options.limits.thingsPerSecond) return false;
    started.add(key);
    return true;
  }

  /** When a read fails, its changes are sent without the thing: the streams go on. */
  private async read({ tenantId, asks: { thing, request, key } }: AskingItem, passed: Passed): Promise<void> {
    let answer: object | undefined;
    try {
      answer = await this.options.read(thing.query, request, tenantId);
    } catch (error) {
      this.options.onFault(error);
    }
    this.underWay.delete(key);
    this.kept.set(key, { passed, answer, written: undefined });
    const woken = this.waiting;
    this.waiting = new Set();
    for (const ready of woken) ready();
  }
}

/** The last change of a thing is written once for all its streams. */
function messageOf(item: AskingItem, kept: Kept): string {
  const { written } = kept;
  if (written?.item === item) return written.message;
  const message = item.asks.messageWith(kept.answer);
  kept.written = { item, message };
  return message;
}
