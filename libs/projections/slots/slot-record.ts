import type { ClientBase, Pool } from 'pg';
import { type EventLog, type Position, START } from '#libs/event-log';
import type { Slot } from '#libs/read-models';
import { CheckpointUndone, OwnershipLost } from '../engine/problems';

/** `candidate`: being filled to be promoted. `retired`: served before, and is kept current for a rollback. */
export type SlotRole = 'serving' | 'candidate' | 'retired';

/** Which version of which projection. */
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
  /** Of the log when the slot was begun. */
  readonly epoch: number;
  /** Its progress: the larger of its own checkpoint and what its process says of it. */
  readonly position: Position;
  /** Its own checkpoint, as it was written last. */
  readonly ownPosition: Position;
  /** Its process says of it how far it is. */
  readonly follows: boolean;
  /** Of the event at the position; null where it is not known. */
  readonly eventId: string | null;
  /** How many events of the log stand up to the position. */
  readonly events: number;
  /** It has caught up once and has its indexes. */
  readonly filled: boolean;
  readonly paused: boolean;
  readonly autoPromote: boolean;
  /** Why it does not go on; null while it does. */
  readonly stopped: string | null;
  /** What an operator should know before it is promoted. */
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

/** What moves with every batch. */
export interface Progress {
  readonly position: Position;
  readonly eventId: string | null;
  readonly events: number;
  readonly behindSince: string | null;
  readonly lagEvents: number;
  readonly rate: number;
}

/**
 * Where a checkpoint stands for all that its worker knows: not before what was `stored` last, not after what it has
 * folded. Anything else shows that a crash of the server undid commits, or that one was made whose answer was lost.
 */
export interface Standing {
  readonly stored: Position;
  readonly folded: Position;
}

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** Whether a process is there that folds a projection: a condition on `engine.projection`. */
export function isOwned(projection: string): string {
  return `EXISTS (SELECT FROM engine.process WHERE id = ${projection}.owner AND lease_until > clock_timestamp())`;
}

/** As a process names slots that are behind. */
export function slotKey({ name, version, slot }: SlotName): string {
  return `${name} ${version} ${slot}`;
}

/** The same in SQL, of a slot's row. */
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

/** Older versions of a projection that nobody folds, with their views. */
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

/** Those of which the slot that serves is paused or stopped, by name; whichever process folds them. */
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
  /** Where it must be found. */
  readonly standing: Standing;
  readonly to: Progress;
}

/**
 * Moves a checkpoint, in the transaction or statement that writes what it stands for; changes nothing when it is not
 * this owner's, or not where it must be found. The lock on the row is what keeps an owner that was replaced from
 * writing: its fence is no longer the row's.
 */
export const MOVE_CHECKPOINT = `
  UPDATE engine.projection_slot
     SET position = $5, events = $6, behind_since = $7, lag_events = $8, rate = $9, event_id = $12,
         updated_at = now()
   WHERE name = $1 AND version = $2 AND slot = $3 AND fence = $4 AND position BETWEEN $10 AND $11`;

/** Of `MOVE_CHECKPOINT`. */
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
 * @throws CheckpointUndone when it does not stand where its worker takes it to be
 */
export async function moveCheckpoint(db: Queryable, move: CheckpointMove): Promise<void> {
  const answer = await db.query({ name: 'move checkpoint', text: MOVE_CHECKPOINT, values: [...moveParameters(move)] });
  if (answer.rowCount !== 1) throw await whyNotMoved(db, move);
}

/** Why a checkpoint was not where, or whose, it was taken to be. */
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

/** A move without rows, from where the checkpoint was stored last. */
export interface StoredMove extends Pick<CheckpointMove, 'slot' | 'fence' | 'to'> {
  readonly from: Position;
  /** It has caught up: its process says from now on how far it is. */
  readonly follows: boolean;
}

/**
 * Stores checkpoints that moved without a row being written. One that has moved on meanwhile, or that a crash has undone,
 * is left alone. Answers which were moved.
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

/** Changes what an operator or the engine decides about a slot. */
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

/** Puts a slot that was emptied back to the start of the log; what it had parked is forgotten with its rows. */
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

/** Why a slot of another epoch than the log's does not go on. */
export function otherEpoch(slot: SlotRecord, epoch: number): string {
  return `the log is in epoch ${epoch}, and this slot was begun in epoch ${slot.epoch}: rebuild the projection`;
}
