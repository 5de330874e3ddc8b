/** The revisions at which a command may have been taken: `count` events from `first` on. */
export interface Remembered {
  readonly first: number;
  readonly count: number;
}

/** A command is remembered while it is among the last 1,000 of its stream, */
export const REMEMBERED_COMMANDS = 1_000;
/** and for 24 hours; an hour more, so that clocks that differ do not cut it short. */
export const REMEMBERED_MS = 25 * 60 * 60 * 1_000;

const SMALLEST = 16;
/** Commands are forgotten in blocks of at most as many. */
const BLOCK = 64;
const HEADER_BYTES = 4 + 6;
const ENTRY_BYTES = 4 + 4 + 2;

/** Consecutive commands; `to` counts from the first command ever noted here. */
interface Block {
  to: number;
  /** The time at which the last of them was recorded, epoch milliseconds. */
  at: number;
}

/**
 * The commands that a stream has taken, with their revisions. It is part of the folded state, so that a repeated
 * command is answered from its record. It keeps ten bytes a command: of the id only the last 32 bits, so a match is
 * only a candidate, and the log tells whose events they are. It forgets by the log's own times, the same wherever it is
 * folded.
 *
 * Packed for snapshots in pieces, little-endian: number of commands n (4), epoch milliseconds of the last (6), then n ×
 * the last four bytes of the id (4), n × first revision (4), n × number of events (2).
 */
export class CommandMemory {
  private marks = new Uint32Array(SMALLEST);
  private firsts = new Uint32Array(SMALLEST);
  private counts = new Uint16Array(SMALLEST);
  /** The commands in use, counted in these arrays. */
  private from = 0;
  private to = 0;
  /** How many commands were noted before the first in the arrays. */
  private base = 0;
  private readonly blocks: Block[] = [];
  private newest = 0;
  private lastId: string | undefined;

  /** How many commands are remembered. */
  get size(): number {
    return this.to - this.from;
  }

  /** Revisions of possible records of a command, the latest first. None: it was not taken, or too long ago. */
  candidates(commandId: string): readonly Remembered[] {
    const mark = markOf(commandId);
    const found: Remembered[] = [];
    let at = this.marks.lastIndexOf(mark, this.to - 1);
    while (at >= this.from && this.to > this.from) {
      found.push({ first: this.firsts[at] as number, count: this.counts[at] as number });
      at = at === 0 ? -1 : this.marks.lastIndexOf(mark, at - 1);
    }
    return found;
  }

  /** Notes one event; called in order of revision. `at`: the time of recording, epoch milliseconds. */
  note(commandId: string, revision: number, at: number): void {
    if (commandId === this.lastId) {
      this.counts[this.to - 1] = revision - (this.firsts[this.to - 1] as number) + 1;
      return;
    }
    this.reserve(1);
    this.add(markOf(commandId), revision, 1);
    this.lastId = commandId;
    const block = this.blocks.at(-1);
    if (block && this.base + this.to - (this.blocks.at(-2)?.to ?? 0) <= BLOCK) {
      block.to = this.base + this.to;
      block.at = Math.max(block.at, at);
    } else {
      this.blocks.push({ to: this.base + this.to, at });
    }
    this.forget(at);
  }

  /** The first revision of the oldest command remembered. */
  oldest(): number | undefined {
    return this.size === 0 ? undefined : this.firsts[this.from];
  }

  /** Commands that began after a revision, packed as one piece. */
  packAfter(revision: number): Buffer {
    const start = this.after(revision);
    const n = this.to - start;
    const piece = Buffer.alloc(HEADER_BYTES + n * ENTRY_BYTES);
    piece.writeUInt32LE(n, 0);
    piece.writeUIntLE(this.newest, 4, 6);
    for (let entry = 0; entry < n; entry++) {
      piece.writeUInt32LE(this.marks[start + entry] as number, HEADER_BYTES + entry * 4);
      piece.writeUInt32LE(this.firsts[start + entry] as number, HEADER_BYTES + (n + entry) * 4);
      piece.writeUInt16LE(this.counts[start + entry] as number, HEADER_BYTES + n * 8 + entry * 2);
    }
    return piece;
  }

  /** Reads consecutive pieces in their order; repeated commands are skipped. */
  unpack(pieces: Buffer): void {
    this.reserve(Math.floor(pieces.length / ENTRY_BYTES));
    this.lastId = undefined;
    for (let start = 0; start < pieces.length;) {
      const n = pieces.readUInt32LE(start);
      const at = pieces.readUIntLE(start + 4, 6);
      const body = start + HEADER_BYTES;
      let last = this.size === 0 ? -1 : (this.firsts[this.to - 1] as number);
      for (let entry = 0; entry < n; entry++) {
        const first = pieces.readUInt32LE(body + (n + entry) * 4);
        if (first <= last) continue;
        last = first;
        this.add(pieces.readUInt32LE(body + entry * 4), first, pieces.readUInt16LE(body + n * 8 + entry * 2));
      }
      this.blocks.push({ to: this.base + this.to, at });
      this.forget(at);
      start = body + n * ENTRY_BYTES;
    }
  }

  private add(mark: number, first: number, count: number): void {
    this.marks[this.to] = mark;
    this.firsts[this.to] = first;
    this.counts[this.to] = count;
    this.to++;
  }

  private forget(at: number): void {
    this.newest = Math.max(this.newest, at);
    for (let oldest = this.blocks[0]; oldest; oldest = this.blocks[0]) {
      const left = this.base + this.to - oldest.to;
      if (left < REMEMBERED_COMMANDS || oldest.at >= this.newest - REMEMBERED_MS) return;
      this.from = oldest.to - this.base;
      this.blocks.shift();
    }
  }

  /** Makes room for further commands: in the space of forgotten ones, or in twice the space. */
  private reserve(count: number): void {
    const room = this.marks.length;
    if (this.to + count <= room) return;
    const needed = this.size + count;
    const space = needed * 2 <= room ? room : Math.max(needed, room) * 2;
    const moved = <Column extends Uint32Array | Uint16Array>(column: Column, empty: Column): Column => {
      empty.set(column.subarray(this.from, this.to));
      return empty;
    };
    this.marks = moved(this.marks, new Uint32Array(space));
    this.firsts = moved(this.firsts, new Uint32Array(space));
    this.counts = moved(this.counts, new Uint16Array(space));
    this.base += this.from;
    this.to -= this.from;
    this.from = 0;
  }

  /** The first command that began after a revision. */
  private after(revision: number): number {
    let [low, high] = [this.from, this.to];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.firsts[middle] as number) > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The last 32 bits of a UUID, which are random in every version used here. */
function markOf(commandId: string): number {
  return Number.parseInt(commandId.slice(-8), 16);
}
