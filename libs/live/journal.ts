import type { Position } from '#libs/event-log';
import type { LiveItem } from './live-item';

/** The approximate memory of an item besides its message. */
const OVERHEAD_BYTES = 300;

/** The part that is dropped at once when the journal is full. */
const DROPPED_SHARE = 0.25;

/**
 * The latest changes of all tenants, in order of position: from `begin` (exclusive) through `through`. When it is full
 * it drops the oldest, and reports their tenants.
 */
export class Journal {
  private readonly byTenant = new Map<string, LiveItem[]>();
  private readonly droppedOf = new Map<string, Position>();
  private items: LiveItem[] = [];
  private bytes = 0;
  private end: Position;

  constructor(
    private start: Position,
    private readonly maxBytes: number,
  ) {
    this.end = start;
  }

  get begin(): Position {
    return this.start;
  }

  /** Everything up to here has been taken in. */
  get through(): Position {
    return this.end;
  }

  /** Room for earlier changes. */
  get freeBytes(): number {
    return this.maxBytes - this.bytes;
  }

  /** Whether it has every change of the tenant after the position. */
  covers(tenantId: string, position: Position): boolean {
    const dropped = this.droppedOf.get(tenantId);
    return position >= this.start && !(dropped !== undefined && dropped > position);
  }

  /** The changes of a tenant after a position, in order. */
  *after(tenantId: string, position: Position): Generator<LiveItem, void> {
    const items = this.byTenant.get(tenantId) ?? [];
    for (let index = countUpTo(items, position); index < items.length; index++) yield items[index] as LiveItem;
  }

  /** Adds the changes that follow. Returns the tenants whose oldest changes were dropped for them. */
  add(item: LiveItem): ReadonlySet<string> {
    this.items.push(item);
    this.ofTenant(item.tenantId).push(item);
    this.bytes += bytesOf(item);
    this.advance(item.position);
    return this.bytes > this.maxBytes ? this.drop() : NONE;
  }

  /** Moves `through`: no other change stands before it. */
  advance(position: Position): void {
    if (position > this.end) this.end = position;
  }

  /** Adds the changes between an earlier position and `begin`, as far as there is room. */
  prepend(items: readonly LiveItem[], begin: Position): boolean {
    const bytes = items.reduce((sum, item) => sum + bytesOf(item), this.bytes);
    if (bytes > this.maxBytes) return false;
    this.bytes = bytes;
    const later = this.items;
    this.items = [];
    this.byTenant.clear();
    for (const item of [...items, ...later]) {
      this.items.push(item);
      this.ofTenant(item.tenantId).push(item);
    }
    this.start = begin;
    return true;
  }

  private drop(): ReadonlySet<string> {
    const tenants = new Set<string>();
    for (const item of this.items.splice(0, Math.ceil(this.items.length * DROPPED_SHARE))) {
      this.bytes -= bytesOf(item);
      const earlier = this.droppedOf.get(item.tenantId);
      if (earlier === undefined || earlier < item.position) this.droppedOf.set(item.tenantId, item.position);
      tenants.add(item.tenantId);
    }
    for (const tenantId of tenants) {
      const items = this.ofTenant(tenantId);
      items.splice(0, countUpTo(items, this.droppedOf.get(tenantId) as Position));
      if (items.length === 0) this.byTenant.delete(tenantId);
    }
    return tenants;
  }

  private ofTenant(tenantId: string): LiveItem[] {
    let items = this.byTenant.get(tenantId);
    if (!items) this.byTenant.set(tenantId, (items = []));
    return items;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** The approximate memory of an item. */
export function bytesOf({ message }: LiveItem): number {
  return message.length + OVERHEAD_BYTES;
}

/** The number of items at or before a position; by bisection. */
function countUpTo(items: readonly LiveItem[], position: Position): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as LiveItem).position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
