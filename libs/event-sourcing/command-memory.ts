/** The events that a command appended to one stream: `count` of them from revision `first` on. */
export interface Remembered {
  readonly first: number;
  readonly count: number;
  /** When they were recorded, epoch milliseconds. */
  readonly at: number;
}

/** A command is remembered while it is among the last 1,000 of its stream, */
export const REMEMBERED_COMMANDS = 1_000;
/** and for 24 hours; an hour more, so that clocks that differ do not cut it short. */
export const REMEMBERED_MS = 25 * 60 * 60 * 1_000;

const ID_BYTES = 16;
const ENTRY_BYTES = ID_BYTES + 6 + 2 + 6;
const SMALLEST = 8;

/**
 * Which commands a stream has taken, and where: part of its folded state, so that a command that comes again is answered
 * from what was recorded. Forgets by the log's own times, the same wherever it is folded.
 *
 * Held as it stands in snapshots, big-endian, 30 bytes a command, in order of revision: id (16), first revision (6),
 * number of events (2), epoch milliseconds (6).
 */
export class CommandMemory {
  private bytes = Buffer.alloc(SMALLEST * ENTRY_BYTES);
  /** The entries in use, counted in `bytes`. */
  private from = 0;
  private to = 0;
  /** By the 16 bytes of the id as a string of 16 characters: the number of the entry, counted from the first ever. */
  private readonly entries = new Map<string, number>();
  /** The number of the first entry in `bytes`. */
  private base = 0;
  private newest = 0;

  /** How many commands are remembered. */
  get size(): number {
    return this.to - this.from;
  }

  find(commandId: string): Remembered | undefined {
    const entry = this.entries.get(keyOf(commandId));
    if (entry === undefined) return undefined;
    const start = (entry - this.base) * ENTRY_BYTES;
    return {
      first: this.bytes.readUIntBE(start + 16, 6),
      count: this.bytes.readUInt16BE(start + 22),
      at: this.bytes.readUIntBE(start + 24, 6),
    };
  }

  /** Takes in one event; called in order of revision. `at`: when it was recorded, epoch milliseconds. */
  note(commandId: string, revision: number, at: number): void {
    const key = keyOf(commandId);
    const known = this.entries.get(key);
    if (known !== undefined) {
      const start = (known - this.base) * ENTRY_BYTES;
      this.bytes.writeUInt16BE(revision - this.bytes.readUIntBE(start + 16, 6) + 1, start + 22);
      return;
    }
    this.reserve(1);
    const start = this.to * ENTRY_BYTES;
    this.bytes.write(key, start, ID_BYTES, 'latin1');
    this.bytes.writeUIntBE(revision, start + 16, 6);
    this.bytes.writeUInt16BE(1, start + 22);
    this.bytes.writeUIntBE(at, start + 24, 6);
    this.entries.set(key, this.base + this.to++);
    this.forget(at);
  }

  /** The first revision of the oldest command remembered. */
  oldest(): number | undefined {
    return this.size === 0 ? undefined : this.firstRevision(this.from);
  }

  /** Commands after a revision, packed. */
  packAfter(revision: number): Buffer {
    return Buffer.from(this.bytes.subarray(this.after(revision) * ENTRY_BYTES, this.to * ENTRY_BYTES));
  }

  /** Takes in what `packAfter` made, one piece after the other; what is known already is passed over. */
  unpack(packed: Buffer): void {
    this.reserve(packed.length / ENTRY_BYTES);
    const text = packed.toString('latin1');
    let last = this.size === 0 ? -1 : this.firstRevision(this.to - 1);
    for (let start = 0; start < packed.length; start += ENTRY_BYTES) {
      const first = packed.readUIntBE(start + 16, 6);
      if (first <= last) continue;
      last = first;
      packed.copy(this.bytes, this.to * ENTRY_BYTES, start, start + ENTRY_BYTES);
      this.entries.set(text.slice(start, start + ID_BYTES), this.base + this.to++);
    }
    if (packed.length > 0) this.forget(packed.readUIntBE(packed.length - 6, 6));
  }

  private forget(at: number): void {
    this.newest = Math.max(this.newest, at);
    while (this.size > REMEMBERED_COMMANDS) {
      const start = this.from * ENTRY_BYTES;
      if (this.bytes.readUIntBE(start + 24, 6) >= this.newest - REMEMBERED_MS) return;
      this.entries.delete(this.bytes.toString('latin1', start, start + ID_BYTES));
      this.from++;
    }
  }

  /** Makes room for further entries: where forgotten ones stood, or in twice the space. */
  private reserve(count: number): void {
    const room = this.bytes.length / ENTRY_BYTES;
    if (this.to + count <= room) return;
    const needed = this.size + count;
    const bytes = needed * 2 <= room ? this.bytes : Buffer.alloc(Math.max(needed, room) * 2 * ENTRY_BYTES);
    this.bytes.copy(bytes, 0, this.from * ENTRY_BYTES, this.to * ENTRY_BYTES);
    this.bytes = bytes;
    this.base += this.from;
    this.to -= this.from;
    this.from = 0;
  }

  /** The first entry of a command that began after a revision. */
  private after(revision: number): number {
    let [low, high] = [this.from, this.to];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.firstRevision(middle) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private firstRevision(entry: number): number {
    return this.bytes.readUIntBE(entry * ENTRY_BYTES + 16, 6);
  }
}

function keyOf(commandId: string): string {
  return Buffer.from(commandId.replaceAll('-', ''), 'hex').toString('latin1');
}
