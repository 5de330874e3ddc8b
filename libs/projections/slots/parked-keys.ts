import type { ClientBase, Pool } from 'pg';
import type { EventLog, RecordedEvent, StreamName } from '#libs/event-log';
import type { EventDecoder } from '../declare/event-decoding';
import type { KeyedEvent } from './fold';
import { eventsFor } from '../declare/keyed-events';
import type { LogEntry } from '../log-reading/log-window';
import { type ParkedReference, type Parking, markPoison, parkedKeys, parkedOf, skippedEvents, unpark } from './parking';
import type { Projection } from '../declare/projection';
import type { Progress, SlotName } from './slot-record';
import type { SlotWriter } from './slot-writer';

export interface ParkedKeysOptions {
  readonly projection: Projection;
  readonly slot: SlotName;
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly decoder: EventDecoder;
  readonly writer: SlotWriter;
}

/** The most parked events of a key that are folded again in one transaction. */
const TOGETHER = 200;

/** The keys of one slot that have parked events, and the events that operators skipped. */
export class ParkedKeys {
  private keys: ReadonlySet<string> = new Set();
  private skipped: ReadonlySet<string> = new Set();

  constructor(private readonly options: ParkedKeysOptions) {}

  /** Reads what is stored. */
  async reload(): Promise<void> {
    this.keys = await parkedKeys(this.options.pool, this.options.slot);
    this.skipped = await skippedEvents(this.options.pool, this.options.slot);
  }

  get any(): boolean {
    return this.keys.size > 0;
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  leavesOut(eventId: string): boolean {
    return this.skipped.has(eventId);
  }

  add(parkings: readonly Parking[]): void {
    if (parkings.length > 0) this.keys = new Set([...this.keys, ...parkings.map(({ key }) => key)]);
  }

  /**
   * Folds a key's parked events again, in order, up to the first that still fails. Nothing else is folded into the slot
   * meanwhile. Answers whether all of them are folded.
   */
  async retry(key: string, progress: () => Progress): Promise<boolean> {
    const { pool, slot, writer } = this.options;
    for (;;) {
      const references = await parkedOf(pool, slot, key, TOGETHER);
      if (references.length === 0) {
        this.keys = new Set([...this.keys].filter((other) => other !== key));
        return true;
      }
      const { events, unreadable } = await this.readBack(references);
      let failed = false;
      await writer.writeInOrder(events, progress(), async (client: ClientBase, done, error) => {
        await unpark(
          client,
          references.slice(0, done).map(({ id }) => id),
        );
        const poison = references[done];
        if (!poison) return;
        failed = true;
        await markPoison(client, poison.id, error ?? unreadable);
      });
      if (failed) return false;
    }
  }

  /** The events themselves, up to the first that cannot be read. */
  private async readBack(
    references: readonly ParkedReference[],
  ): Promise<{ readonly events: KeyedEvent[]; readonly unreadable?: Error }> {
    const entries: LogEntry[] = [];
    for (const { stream, revision, eventId } of references) {
      const event = await this.eventAt(stream as StreamName, revision, eventId);
      entries.push({ event, recorded: undefined });
    }
    const { projection, decoder } = this.options;
    const taken = await eventsFor(projection, decoder, entries);
    const events: KeyedEvent[] = [];
    for (const [index, { recorded }] of taken.entries()) {
      if (!recorded || recorded instanceof Error) return { events, ...(recorded && { unreadable: recorded }) };
      events.push({ event: recorded, key: (references[index] as ParkedReference).key });
    }
    return { events };
  }

  private async eventAt(stream: StreamName, revision: number, id: string): Promise<RecordedEvent> {
    for await (const event of this.options.log.readStream(stream, { from: revision, limit: 1 })) {
      // After a restore the log can have another event there.
      if (event.id === id) return event;
    }
    throw new Error(`the log has no event ${id} at revision ${revision} of ${stream} any more`);
  }
}
