import { type RecordedEvent, differingParts, envelopeOf, leafHash } from '#libs/event-log';
import type { LogDefect } from './log-check';

/** The row of one event in `audit.leaf`. */
export interface LeafRow {
  readonly position: string;
  readonly eventId: string;
  readonly hash: Buffer;
  readonly prints: Buffer;
}

/** Events and leaves without their counterpart are reported one by one up to this number, and counted beyond. */
const TOLD_APART = 10_000;

const NOWHERE = { stream: '', revision: -1 } as const;

/**
 * Compares a log with its leaves. Both come in the order of their positions; leaves only as far as the log has been
 * read. An event at another position is recognised by its id.
 */
export class LeafCheck {
  private readonly faults: LogDefect[] = [];
  /** Leaves whose event is not at their position, and events at a position whose leaf is another's; by id. */
  private readonly missing = new Map<string, LeafRow>();
  private readonly strange = new Map<string, RecordedEvent>();
  private untold = 0;
  private lastLeaf: string | undefined;
  private lastEvent: string | undefined;
  /** Events after the last leaf, which may get theirs yet. */
  private beyond: RecordedEvent[] = [];
  leaves = 0;

  /** The event and the leaf at one position; one of them may be missing. */
  compare(event: RecordedEvent | undefined, leaf: LeafRow | undefined): void {
    if (event) this.lastEvent = event.position;
    if (leaf) {
      this.leaves++;
      this.lastLeaf = leaf.position;
      // A leaf follows after all, so these should have one.
      for (const each of this.beyond.splice(0)) this.keep(this.strange, each.id, each);
    }
    if (event && leaf) this.compareBoth(event, leaf);
    else if (event) this.addBeyond(event);
    else if (leaf) this.keep(this.missing, leaf.eventId, leaf);
  }

  /** All findings. Called once, at the end. */
  finish(): readonly LogDefect[] {
    this.findMoved();
    for (const event of this.strange.values()) {
      this.fault(event, `it was put in: no leaf was made of event ${event.id}`);
    }
    this.tellMissing();
    if (this.untold > 0)
      this.faults.push({ position: '', ...NOWHERE, fault: `${this.untold} more contradict the leaves` });
    return this.faults;
  }

  private compareBoth(event: RecordedEvent, leaf: LeafRow): void {
    const envelope = envelopeOf({ ...event, id: leaf.eventId });
    const isSame = leafHash(envelope).equals(leaf.hash);
    if (event.id !== leaf.eventId) {
      if (isSame) return this.fault(event, `its id was changed: it was ${leaf.eventId}`);
      this.keep(this.missing, leaf.eventId, leaf);
      this.keep(this.strange, event.id, event);
    } else if (!isSame) {
      this.fault(event, whatChanged(event, leaf.prints));
    }
  }

  private findMoved(): void {
    for (const leaf of this.missing.values()) {
      const event = this.strange.get(leaf.eventId) ?? this.beyond.find(({ id }) => id === leaf.eventId);
      if (!event) continue;
      this.missing.delete(leaf.eventId);
      this.strange.delete(event.id);
      this.beyond = this.beyond.filter((other) => other !== event);
      this.fault(event, `its position was changed: event ${event.id} was recorded at ${leaf.position}`);
      if (!leafHash(envelopeOf(event)).equals(leaf.hash)) this.fault(event, whatChanged(event, leaf.prints));
    }
  }

  /** A lost tail is one fault, and so is a hole of any size. */
  private tellMissing(): void {
    const lost = [...this.missing.values()];
    const { lastEvent, lastLeaf } = this;
    if (lastEvent === undefined && this.leaves > 0) {
      this.faults.push({
        position: '',
        ...NOWHERE,
        fault: `the log is empty: ${this.leaves} events are lost, the last at ${lastLeaf}`,
      });
      this.untold = 0;
      return;
    }
    const isTail = ({ position }: LeafRow) => lastEvent !== undefined && position > lastEvent;
    const tail = lost.filter(isTail);
    for (const leaf of lost) if (!isTail(leaf)) this.tellLost(leaf);
    const [first] = tail;
    if (!first) return;
    const count = tail.length + this.untold;
    const fault = `the log ends at ${lastEvent}: its tail is lost, ${count} events up to ${lastLeaf}`;
    this.faults.push({ position: first.position, ...NOWHERE, fault });
    this.untold = 0;
  }

  private tellLost({ position, eventId }: LeafRow): void {
    const fault = `event ${eventId} is gone: it was removed, or its metadata no longer says whose it is`;
    this.faults.push({ position, ...NOWHERE, fault });
  }

  private addBeyond(event: RecordedEvent): void {
    if (this.beyond.length < TOLD_APART) this.beyond.push(event);
  }

  private keep<Kept>(among: Map<string, Kept>, id: string, kept: Kept): void {
    if (among.size < TOLD_APART) among.set(id, kept);
    else this.untold++;
  }

  private fault({ position, stream, revision }: RecordedEvent, fault: string): void {
    if (this.faults.length < TOLD_APART) this.faults.push({ position, stream, revision, fault });
    else this.untold++;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  recordedAt: 'time (recordedAt)',
  'metadata.occurredAt': 'time (metadata.occurredAt)',
  'metadata.actorId': 'actor (metadata.actorId)',
  'metadata.schemaVersion': 'version (metadata.schemaVersion)',
};

const SHOWN_PATHS = 10;

function whatChanged(event: RecordedEvent, prints: Buffer): string {
  const { paths, removed } = differingParts(event, prints);
  const named = paths.slice(0, SHOWN_PATHS).map((path) => NAMES[path] ?? path);
  if (paths.length > SHOWN_PATHS) named.push(`${paths.length - SHOWN_PATHS} more`);
  const parts = [
    ...(named.length > 0 ? [`its ${named.join(', ')} ${named.length === 1 ? 'was' : 'were'} changed`] : []),
    ...(removed > 0 ? [`${removed} of its values ${removed === 1 ? 'is' : 'are'} gone`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : 'it is not the event that its leaf was made of';
}
