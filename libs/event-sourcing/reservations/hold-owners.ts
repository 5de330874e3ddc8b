import { LRUCache } from 'lru-cache';
import { v5 } from 'uuid';
import { event } from '#contracts/declare/event';
import { ReservationAbandoned } from '#contracts/reservations/reservation-events';
import type { EventLog, StreamName } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { EventCodec } from '../aggregates/codec';
import { NO_REVISION } from '../aggregates/folded-stream';
import { reservationIdOf, partsOf, type OwnedHold } from './reservation-stream';

export interface HoldOwnersOptions {
  readonly log: EventLog;
  readonly codec: EventCodec;
  /** The service that is the actor when another command's hold is given up. */
  readonly service: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The state of a hold: its command was appended, can't be any more, or may yet be. */
export type HoldState = 'confirmed' | 'dead' | 'pending';

/** Reads, and fences, the streams of owners of holds: the owner's next event alone decides about a hold. */
export class HoldOwners {
  private readonly confirmedHolds = new LRUCache<string, true>({ max: 10_000 });

  constructor(private readonly options: HoldOwnersOptions) {}

  async stateOf(stream: StreamName, { owner, commandId, ownerRevision }: OwnedHold): Promise<HoldState> {
    const known = `${stream} ${commandId} ${ownerRevision}`;
    if (this.confirmedHolds.has(known)) return 'confirmed';
    for await (const next of this.options.log.readStream(owner, { from: ownerRevision + 1, limit: 1 })) {
      const { commandId: by } = JSON.parse(next.metadata) as { readonly commandId?: string };
      if (by !== commandId) return 'dead';
      this.confirmedHolds.set(known, true);
      return 'confirmed';
    }
    return 'pending';
  }

  /** Makes an append at the hold's revision a conflict from now on, unless it has happened meanwhile. */
  async fence(stream: StreamName, { owner, commandId, ownerRevision }: OwnedHold): Promise<void> {
    const { codec, log } = this.options;
    const context = this.serviceContext(owner, `abandon/${stream}@${ownerRevision}`, commandId);
    const abandoned = await codec.encode(
      [event(ReservationAbandoned, { reservation: reservationIdOf(stream) })],
      context,
    );
    await log.append(owner, abandoned, { expected: ownerRevision === NO_REVISION ? 'none' : ownerRevision });
  }
  /** The context of the service's own append in an owner's organisation. Its ids derive from the append's purpose. */
  serviceContext(owner: StreamName, name: string, causationId?: string): CommandContext {
    const now = this.options.clock();
    const id = v5(name, causationId ?? v5(owner, v5.URL));
    return {
      tenantId: partsOf(owner).tenantId,
      actor: { id: `service:${this.options.service}`, type: 'service', roles: [] },
      requestId: id,
      correlationId: id,
      causationId: causationId ?? id,
      commandId: id,
      now: new Date(now).toISOString(),
      deadline: now,
    };
  }
}
