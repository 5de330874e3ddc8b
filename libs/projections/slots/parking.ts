import type { ClientBase, Pool } from 'pg';
import type { Position } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';
import type { Slot } from '#libs/read-models';
import type { FailedKey, KeyedEvent } from './fold';
import { errorText } from '../engine/problems';
import type { SlotName, VersionedName } from './slot-record';

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** A reference to a parked event. */
export interface ParkedReference {
  readonly id: string;
  readonly key: string;
  readonly position: Position;
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  readonly attempts: number;
}

export interface Parking {
  readonly event: Pick<Recorded, 'id' | 'type' | 'position' | 'stream' | 'revision'>;
  readonly key: string;
  readonly reason: 'poison' | 'behind';
  readonly attempts: number;
  readonly error: string | null;
}

/** The first event of a failed key as poison, and the others behind it. */
export function parkingsOf({ error, events }: FailedKey, attempts: number): Parking[] {
  return events.map(({ event, key }, index) =>
    index === 0
      ? { event, key, reason: 'poison', attempts, error: errorText(error) }
      : { event, key, reason: 'behind', attempts: 0, error: null },
  );
}

/** The parking of an event behind a parked event of its key. */
export function behind({ event, key }: KeyedEvent): Parking {
  return { event, key, reason: 'behind', attempts: 0, error: null };
}

export async function park(db: Queryable, slot: SlotName, parkings: readonly Parking[]): Promise<void> {
  await db.query(
    `INSERT INTO engine.parked_event
            (name, version, slot, key, position, event_id, event_type, stream, revision, reason, attempts, error)
     SELECT $1, $2, $3, p.*
       FROM unnest($4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::int[], $10::text[], $11::int[],
                   $12::text[]) p`,
    [
      slot.name,
      slot.version,
      slot.slot,
      parkings.map(({ key }) => key),
      parkings.map(({ event }) => event.position),
      parkings.map(({ event }) => event.id),
      parkings.map(({ event }) => event.type),
      parkings.map(({ event }) => event.stream),
      parkings.map(({ event }) => event.revision),
      parkings.map(({ reason }) => reason),
      parkings.map(({ attempts }) => attempts),
      parkings.map(({ error }) => error),
    ],
  );
}

export async function parkedKeys(db: Queryable, slot: SlotName): Promise<Set<string>> {
  const answer = await db.query<{ key: string }>(
    'SELECT DISTINCT key FROM engine.parked_event WHERE name = $1 AND version = $2 AND slot = $3',
    [slot.name, slot.version, slot.slot],
  );
  return new Set(answer.rows.map(({ key }) => key));
}

/** The first parked events of a key, in order. */
export async function parkedOf(db: Queryable, slot: SlotName, key: string, limit: number): Promise<ParkedReference[]> {
  const answer = await db.query<ParkedReference>(
    `SELECT id, key, position, event_id AS "eventId", stream, revision, attempts
       FROM engine.parked_event
      WHERE name = $1 AND version = $2 AND slot = $3 AND key = $4
      ORDER BY position
      LIMIT $5`,
    [slot.name, slot.version, slot.slot, key, limit],
  );
  return answer.rows;
}

export async function unpark(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query('DELETE FROM engine.parked_event WHERE id = ANY ($1::uuid[])', [ids]);
}

/** The event was tried again and failed. */
export async function markPoison(db: Queryable, id: string, error: unknown): Promise<void> {
  await db.query(
    `UPDATE engine.parked_event SET reason = 'poison', attempts = attempts + 1, error = $2 WHERE id = $1`,
    [id, errorText(error)],
  );
}

/** Events that operators have left out of a version, by id. */
export async function skippedEvents(db: Queryable, { name, version }: VersionedName): Promise<Set<string>> {
  const answer = await db.query<{ id: string }>(
    'SELECT event_id AS id FROM engine.skipped_event WHERE name = $1 AND version = $2',
    [name, version],
  );
  return new Set(answer.rows.map(({ id }) => id));
}

/** The slots of a version in which an event is parked. */
export async function slotsLacking(db: Queryable, version: VersionedName, eventId: string): Promise<Set<Slot>> {
  const answer = await db.query<{ slot: Slot }>(
    'SELECT slot FROM engine.parked_event WHERE name = $1 AND version = $2 AND event_id = $3',
    [version.name, version.version, eventId],
  );
  return new Set(answer.rows.map(({ slot }) => slot));
}

/** Leaves an event out of every slot of its version, for good. */
export async function skip(db: Queryable, version: VersionedName, parked: ParkedReference, by: string): Promise<void> {
  // In one statement: a reference that stayed would be folded by a retry.
  await db.query(
    `WITH unparked AS (DELETE FROM engine.parked_event WHERE name = $1 AND version = $2 AND event_id = $3)
     INSERT INTO engine.skipped_event (name, version, event_id, position, key, skipped_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [version.name, version.version, parked.eventId, parked.position, parked.key, by],
  );
}
