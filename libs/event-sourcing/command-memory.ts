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

/**
 * Which commands a stream has taken, and where: part of its folded state, so that a command that comes again is answered
 * from what was recorded. Forgets by the log's own times, the same wherever it is folded.
 *
 * Packed for snapshots, big-endian, 30 bytes a command, in order of revision: id (16), first revision (6), number of
 * events (2), epoch milliseconds (6).
 */
export class CommandMemory {
  /** By the 16 bytes of the id as a string of 16 characters; in order of revision. */
  private readonly commands = new Map<string, { first: number; count: number; at: number }>();
  private newest = 0;

  /** How many commands are remembered. */
  get size(): number {
    return this.commands.size;
  }

  find(commandId: string): Remembered | undefined {
    return this.commands.get(keyOf(commandId));
  }

  /** Takes in one event; called in order of revision. `at`: when it was recorded, epoch milliseconds. */
  note(commandId: string, revision: number, at: number): void {
    const key = keyOf(commandId);
    const known = this.commands.get(key);
    if (known) known.count = revision - known.first + 1;
    else this.add(key, { first: revision, count: 1, at });
  }

  /** The first revision of the oldest command remembered. */
  oldest(): number | undefined {
    return this.commands.values().next().value?.first;
  }

  /** Commands after a revision, packed. */
  packAfter(revision: number): Buffer {
    const entries = [...this.commands].filter(([, { first }]) => first > revision);
    const packed = Buffer.allocUnsafe(entries.length * ENTRY_BYTES);
    entries.forEach(([key, { first, count, at }], index) => {
      const start = index * ENTRY_BYTES;
      packed.write(key, start, ID_BYTES, 'latin1');
      packed.writeUIntBE(first, start + 16, 6);
      packed.writeUInt16BE(count, start + 22);
      packed.writeUIntBE(at, start + 24, 6);
    });
    return packed;
  }

  /** Takes in what `packAfter` made; in order of revision, repetitions are harmless. */
  unpack(packed: Buffer): void {
    for (let start = 0; start < packed.length; start += ENTRY_BYTES) {
      const key = packed.toString('latin1', start, start + ID_BYTES);
      if (this.commands.has(key)) continue;
      const first = packed.readUIntBE(start + 16, 6);
      this.add(key, { first, count: packed.readUInt16BE(start + 22), at: packed.readUIntBE(start + 24, 6) });
    }
  }

  private add(key: string, entry: { first: number; count: number; at: number }): void {
    this.commands.set(key, entry);
    this.newest = Math.max(this.newest, entry.at);
    if (this.commands.size <= REMEMBERED_COMMANDS) return;
    for (const [oldest, { at }] of this.commands) {
      if (this.commands.size <= REMEMBERED_COMMANDS || at >= this.newest - REMEMBERED_MS) return;
      this.commands.delete(oldest);
    }
  }
}

function keyOf(commandId: string): string {
  return Buffer.from(commandId.replaceAll('-', ''), 'hex').toString('latin1');
}
