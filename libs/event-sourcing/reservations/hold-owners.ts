import { LRUCache } from 'lru-cache';
import { v5 } from 'uuid';
import { event } from '#contracts/declare/event';
import { ReservationAbandoned } from '#contracts/reservations/reservation-events';
import type { EventLog, StreamName } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { EventCodec } from '../aggregates/codec';
import { NO_REVISION } from '../aggregates/folded-stream';
import { idOf, partsOf, type OwnedHold } from './reservation-stream';

export interface HoldOwnersOptions {
  readonly log: EventLog;
  readonly codec: EventCodec;
  /** The service that acts where a hold of somebody else's command is given up. */
  readonly service: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What has become of a hold: its command was appended, can't be any more, or may yet be. */
export type Standing = 'came' | 'dead' | 'pending';

/** Looks at, and fences, the streams of those who hold something: a hold counts by the next event of its owner alone. */
export class HoldOwners {
  private readonly cameAlready = new LRUCache<string, true>({ max: 10_000 });

  constructor(private readonly options: HoldOwnersOptions) {}

  async standingOf(stream: StreamName, { owner, commandId, ownerRevision }: OwnedHold): Promise<Standing> {
    const known = `${stream} ${commandId} ${ownerRevision}`;
    if (this.cameAlready.has(known)) return 'came';
    for await (const next of this.options.log.readStream(owner, { from: ownerRevision + 1, limit: 1 })) {
      const { commandId: by } = JSON.parse(next.metadata) as { readonly commandId?: string };
      if (by !== commandId) return 'dead';
      this.cameAlready.set(known, true);
      return 'came';
    }
    return 'pending';
  }

  /** Makes an append at the hold's revision a conflict from now on, unless it has come meanwhile. */
  async fence(stream: StreamName, { owner, commandId, ownerRevision }: OwnedHold): Promise<void> {
    const { codec, log } = this.options;
    const context = this.serviceContext(owner, `abandon/${stream}@${ownerRevision}`, commandId);
    const abandoned = await codec.encode([event(ReservationAbandoned, { reservation: idOf(stream) })], context);
    await log.append(owner, abandoned, { expected: ownerRevision === NO_REVISION ? 'none' : ownerRevision });
  }
  /** Of what the service does by itself in an owner's organisation. Its ids derive from what it does. */
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
