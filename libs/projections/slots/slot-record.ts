import type { ClientBase, Pool } from 'pg';
import { type EventLog, type Position, START } from '#libs/event-log';
import type { Slot } from '#libs/read-models';
import { CheckpointUndone, OwnershipLost } from '../engine/problems';

/** `candidate`: is filled, to be promoted. `retired`: served before, and is kept current for a rollback. */
export type SlotRole = 'serving' | 'candidate' | 'retired';

/** A version of a projection. */
export interface VersionedName {
  readonly name: string;
  readonly version: number;
}

export interface SlotName extends VersionedName {
  readonly slot: Slot;
}

/** A slot and its checkpoint as they are stored. */
export interface SlotRecord extends SlotName {
  readonly role: SlotRole;
  /** The epoch of the log when the slot was begun. */
  readonly epoch: number;
  /** Its progress: the larger of its own checkpoint and what its process states for it. */
  readonly position: Position;
  /** Its own checkpoint, as stored last. */
  readonly ownPosition: Position;
  /** Its process states its progress. */
  readonly follows: boolean;
  /** The id of the event at the position; null where it is not known. */
  readonly eventId: string | null;
  /** The number of events of the log up to the position. */
  readonly events: number;
  /** It has caught up once and has its indexes. */
  readonly filled: boolean;
  readonly paused: boolean;
  readonly autoPromote: boolean;
  /** The reason why it has stopped; null while it goes on. */
  readonly stopped: string | null;
  /** A note that an operator should know before the promotion. */
  readonly note: string | null;
}

/** The log as it is when a slot is begun. */
export interface LogNow {
  readonly head: Position;
  readonly epoch: number;
}

export async function logNow(log: Pick<EventLog, 'head' | 'epoch'>): Promise<LogNow> {
  return { head: await log.head(), epoch: await log.epoch() };
}

/** The parts of a checkpoint that move with every batch. */
export interface Progress {
  readonly position: Position;
  readonly eventId: string | null;
  readonly events: number;
  readonly behindSince: string | null;
  readonly lagEvents: number;
  readonly rate: number;
}

/**
 * The range in which the stored checkpoint must be: not before what its worker `stored` last, not after what it has
 * `folded`. Anything else shows that a crash of the server undid commits, or that the answer to one was lost.
 */
export interface Standing {
  readonly stored: Position;
  readonly folded: Position;
}

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** The condition on `engine.projection` that a live process folds it. */
export function isOwned(projection: string): string {
  return `EXISTS (SELECT FROM engine.process WHERE id = ${projection}.owner AND lease_until > clock_timestamp())`;
}

/** The text by which a process names a slot that is behind. */
export function slotKey({ name, version, slot }: SlotName): string {
  return `${name} ${version} ${slot}`;
}

/** The same in SQL, for the row of a slot. */
export function slotKeyOf(slot: string): string {
  return `concat_ws(' ', ${slot}.name, ${slot}.version, ${slot}.slot)`;
}

const COLUMNS = `name, version, slot, role, epoch, position, own_position AS "ownPosition", event_id AS "eventId", follows, events, filled, paused,
         auto_promote AS "autoPromote", stopped, note`;

export async function readSlots(db: Queryable, { name, version }: VersionedName): Promise<SlotRecord[]> {
  const answer = await db.query<SlotRecord>(
    `SELECT ${COLUMNS} FROM engine.slot_progress WHERE name = $1 AND version = $2 ORDER BY slot`,
    [name, version],
  );
  return answer.rows;
}

/** The older versions of a projection that no process folds, with their views. */
export async function unownedBefore(
  db: Queryable,
  { name, version }: VersionedName,
): Promise<readonly { readonly version: number; readonly views: readonly string[] }[]> {
  const answer = await db.query<{ version: number; views: string[] }>(
    `SELECT version, views FROM engine.projection
      WHERE name = $1 AND version < $2 AND NOT ${isOwned('engine.projection')}`,
    [name, version],
  );
  return answer.rows;
}

/** The names of the projections whose serving slot is paused or stopped, whichever process folds them. */
export async function haltedProjections(
  db: Queryable,
  versions: readonly VersionedName[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT name FROM engine.projection_slot
       JOIN unnest($1::text[], $2::int[]) AS declared (name, version) USING (name, version)
      WHERE role = 'serving' AND (paused OR stopped IS NOT NULL)`,
    [versions.map(({ name }) => name), versions.map(({ version }) => version)],
  );
  return new Set(rows.map(({ name }) => name));
}

/** A move of a checkpoint by the owner with this fence. */
export interface CheckpointMove {
  readonly slot: SlotName;
  readonly fence: number;
  /** The range in which the stored checkpoint must be. */
  readonly standing: Standing;
  readonly to: Progress;
}

/**
 * Moves a checkpoint, in the transaction or statement that writes its rows. Changes nothing if the slot has another
 * owner, or if the stored checkpoint is out of its range. The lock on the row keeps an owner that was replaced from
 * writing: its fence is no longer that of the row.
 */
export const MOVE_CHECKPOINT = `
  UPDATE engine.projection_slot
     SET position = $5, events = $6, behind_since = $7, lag_events = $8, rate = $9, event_id = $12,
         updated_at = now()
   WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4 AND position BETWEEN $10 AND $11`;

/** The parameters of `MOVE_CHECKPOINT`. */
export function moveParameters({ slot, fence, standing, to }: CheckpointMove): readonly unknown[] {
  return [
    slot.name,
    slot.version,
    slot.slot,
    fence,
    to.position,
    to.events,
    to.behindSince,
    Math.round(to.lagEvents),
    to.rate,
    standing.stored,
    standing.folded,
    to.eventId,
  ];
}

/**
 * @throws OwnershipLost
 * @throws CheckpointUndone when the checkpoint does not stand where its worker expects it
 */
export async function moveCheckpoint(db: Queryable, move: CheckpointMove): Promise<void> {
  const answer = await db.query({ name: 'move checkpoint', text: MOVE_CHECKPOINT, values: [...moveParameters(move)] });
  if (answer.rowCount !== 1) throw await whyNotMoved(db, move);
}

/** The reason why a checkpoint was not moved: another owner, or another position than expected. */
export async function whyNotMoved(db: Queryable, { slot, fence, standing }: CheckpointMove): Promise<Error> {
  const found = await db.query<{ position: Position }>(
    'SELECT position FROM engine.projection_slot WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4',
    [slot.name, slot.version, slot.slot, fence],
  );
  if (!found.rows[0]) return new OwnershipLost(`${slot.name} has another owner`);
  return new CheckpointUndone(`${slot.name} stands at ${found.rows[0].position}, and was folded to ${standing.folded}`);
}

const MOVE_MANY = `
  UPDATE engine.projection_slot s
     SET position = m.position, events = m.events, behind_since = m.behind_since, lag_events = m.lag_events,
         rate = m.rate, follows = m.follows, event_id = m.event_id, updated_at = now()
    FROM unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::timestamptz[],
                $8::bigint[], $9::real[], $10::text[], $11::boolean[], $12::uuid[]) WITH ORDINALITY
         AS m (name, version, slot, fence, position, events, behind_since, lag_events, rate, stored, follows,
               event_id, place)
   WHERE s.name = m.name AND s.version = m.version AND s.slot = m.slot AND s.fence = m.fence
     AND s.position BETWEEN m.stored AND m.position
  RETURNING m.place::int AS place`;

/** A move without rows, from the position that was stored last. */
export interface StoredMove extends Pick<CheckpointMove, 'slot' | 'fence' | 'to'> {
  readonly from: Position;
  /** It has caught up: its process states its progress from now on. */
  readonly follows: boolean;
}

/**
 * Stores checkpoints that moved without a write of rows. A checkpoint that has moved on meanwhile, or that a crash has
 * undone, is left alone. Answers for each whether it was moved.
 */
export async function moveCheckpoints(db: Queryable, moves: readonly StoredMove[]): Promise<readonly boolean[]> {
  const answer = await db.query<{ place: number }>({
    name: 'move checkpoints',
    text: MOVE_MANY,
    values: [
      moves.map(({ slot }) => slot.name),
      moves.map(({ slot }) => slot.version),
      moves.map(({ slot }) => slot.slot),
      moves.map(({ fence }) => fence),
      moves.map(({ to }) => to.position),
      moves.map(({ to }) => to.events),
      moves.map(({ to }) => to.behindSince),
      moves.map(({ to }) => Math.round(to.lagEvents)),
      moves.map(({ to }) => to.rate),
      moves.map(({ from }) => from),
      moves.map(({ follows }) => follows),
      moves.map(({ to }) => to.eventId),
    ],
  });
  const moved = new Set(answer.rows.map(({ place }) => place));
  return moves.map((_, index) => moved.has(index + 1));
}

export type SlotChanges = Partial<Pick<SlotRecord, 'role' | 'filled' | 'paused' | 'autoPromote' | 'stopped' | 'note'>>;

/** Stores a decision of an operator or of the engine about a slot. */
export async function updateSlot(db: Queryable, slot: SlotName, fence: number, changes: SlotChanges): Promise<void> {
  const answer = await db.query(
    `UPDATE engine.projection_slot
        SET role = coalesce($5, role), filled = coalesce($6, filled), paused = coalesce($7, paused),
            auto_promote = coalesce($8, auto_promote), stopped = CASE WHEN $9 THEN $10 ELSE stopped END,
            note = CASE WHEN $11 THEN $12 ELSE note END, updated_at = now()
      WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4`,
    [
      slot.name,
      slot.version,
      slot.slot,
      fence,
      changes.role ?? null,
      changes.filled ?? null,
      changes.paused ?? null,
      changes.autoPromote ?? null,
      changes.stopped !== undefined,
      changes.stopped ?? null,
      changes.note !== undefined,
      changes.note ?? null,
    ],
  );
  if (answer.rowCount !== 1) throw new OwnershipLost(`${slot.name} has another owner`);
}

export async function createSlot(
  db: Queryable,
  { name, version, slot }: SlotName,
  values: Pick<SlotRecord, 'role' | 'filled' | 'autoPromote'> & { readonly fence: number; readonly log: LogNow },
): Promise<void> {
  const { role, fence, log, filled, autoPromote } = values;
  await db.query(
    `INSERT INTO engine.projection_slot
            (name, version, slot, role, fence, epoch, position, filled, auto_promote, initial_head)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [name, version, slot, role, fence, log.epoch, START, filled, autoPromote, log.head],
  );
}

export async function deleteSlot(db: Queryable, { name, version, slot }: SlotName, fence: number): Promise<void> {
  await db.query(`DELETE FROM engine.projection_slot WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4`, [
    name,
    version,
    slot,
    fence,
  ]);
}

/** Puts an emptied slot back to the start of the log, and deletes its parked events. */
export async function restartSlot(db: Queryable, { name, version, slot }: SlotName, fence: number): Promise<void> {
  await db.query('DELETE FROM engine.parked_event WHERE name = $1 AND version = $2 AND slot = $3', [
    name,
    version,
    slot,
  ]);
  const answer = await db.query(
    `UPDATE engine.projection_slot SET position = $5, event_id = NULL, events = 0, filled = true, follows = false, updated_at = now()
      WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4`,
    [name, version, slot, fence, START],
  );
  if (answer.rowCount !== 1) throw new OwnershipLost(`${name} has another owner`);
}

/** The reason why a slot of another epoch than that of the log does not go on. */
export function otherEpoch(slot: SlotRecord, epoch: number): string {
  return `the log is in epoch ${epoch}, and this slot was begun in epoch ${slot.epoch}: rebuild the projection`;
}
