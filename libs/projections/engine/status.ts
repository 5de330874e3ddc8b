import type { ClientBase, Pool } from 'pg';
import { DomainError } from '#contracts/errors';
import type { ProjectionRebuild, ProjectionStateName, ProjectionStatus } from '#contracts/ops/get-projection';
import type { Position } from '#libs/event-log';
import type { Slot } from '#libs/read-models';
import { type SlotRole, isOwned } from '../slots/slot-record';

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** A slot as any process sees it, with the projection it belongs to. */
export interface SlotSight {
  readonly name: string;
  readonly service: string;
  readonly version: number;
  readonly views: readonly string[];
  /** Some process folds it. */
  readonly folded: boolean;
  readonly slot: Slot;
  readonly role: SlotRole;
  readonly position: Position;
  readonly events: number;
  readonly filled: boolean;
  readonly paused: boolean;
  readonly autoPromote: boolean;
  readonly stopped: string | null;
  readonly note: string | null;
  readonly lagEvents: number;
  /** Seconds since the oldest event that it lacks was recorded, or since it was last known to lack none. */
  readonly behindFor: number;
  readonly rate: number;
  readonly startedAt: string;
  readonly parked: number;
}

/** Slots of projections, of one name or of all, by name and version. */
export async function sightSlots(db: Queryable, name?: string): Promise<SlotSight[]> {
  const answer = await db.query<SlotSight>(
    `SELECT p.name, p.service, p.version, p.views,
            ${isOwned('p')} AS folded,
            s.slot, s.role, s.position, s.events, s.filled, s.paused, s.auto_promote AS "autoPromote", s.stopped, s.note,
            s.lag_events AS "lagEvents", s.rate, s.started_at AS "startedAt",
            greatest(0, extract(epoch FROM clock_timestamp() - coalesce(s.behind_since, s.updated_at)))::float8
              AS "behindFor",
            (SELECT count(*) FROM engine.parked_event k
              WHERE k.name = s.name AND k.version = s.version AND k.slot = s.slot) AS parked
       FROM engine.projection p
       JOIN engine.slot_progress s USING (name, version)
      WHERE $1::text IS NULL OR p.name = $1
      ORDER BY p.name, p.version DESC, s.slot`,
    [name ?? null],
  );
  return answer.rows;
}

/**
 * `stock-level` is `inventory.stock-level` if no other service has a projection of that name.
 *
 * @throws DomainError `NOT_FOUND` with the full names if several services have one
 */
export async function fullNameOf(db: Queryable, name: string): Promise<string> {
  if (name.includes('.')) return name;
  const { rows } = await db.query<{ name: string }>(
    `SELECT DISTINCT name FROM engine.projection WHERE name = service || '.' || $1 ORDER BY name`,
    [name],
  );
  if (rows.length <= 1) return rows[0]?.name ?? name;
  const names = rows.map((row) => row.name).join(', ');
  throw new DomainError('NOT_FOUND', `Several projections are named ${name}; say which: ${names}`);
}

/** A slot that is less than this far behind is live. */
const LIVE_SECONDS = 5;

export function statusOf(serving: SlotSight, other: SlotSight | undefined, head: Position): ProjectionStatus {
  const lag = lagOf(serving, head);
  return {
    name: serving.name,
    service: serving.service,
    version: serving.version,
    slot: serving.slot,
    state: stateOf(serving, lag.lagSeconds),
    position: serving.position,
    head,
    ...lag,
    rate: rounded(serving.rate),
    parked: serving.parked,
    error: serving.stopped ?? (serving.folded ? null : 'no running process folds it'),
    rebuild: other ? rebuildOf(serving, other, head) : null,
  };
}

function lagOf(slot: SlotSight, head: Position): { readonly lagEvents: number; readonly lagSeconds: number } {
  if (slot.position >= head) return { lagEvents: 0, lagSeconds: 0 };
  return { lagEvents: Math.max(1, slot.lagEvents), lagSeconds: Math.round(slot.behindFor * 1_000) / 1_000 };
}

function stateOf(slot: SlotSight, lagSeconds: number): ProjectionStateName {
  if (slot.stopped !== null || (!slot.folded && lagSeconds > LIVE_SECONDS)) return 'stopped';
  if (slot.paused) return 'paused';
  return slot.filled && lagSeconds < LIVE_SECONDS ? 'live' : 'catching_up';
}

function rebuildOf(serving: SlotSight, other: SlotSight, head: Position): ProjectionRebuild {
  const promoted = other.role === 'retired';
  const shown = promoted ? serving : other;
  const { lagEvents, lagSeconds } = lagOf(shown, head);
  return {
    slot: shown.slot,
    version: shown.version,
    state: promoted ? 'promoted' : rebuildState(shown, lagSeconds),
    position: shown.position,
    progress: promoted || lagEvents === 0 ? 1 : shown.events / (shown.events + lagEvents),
    rate: rounded(shown.rate),
    eta: shown.rate > 0 ? rounded(lagEvents / shown.rate) : lagEvents === 0 ? 0 : null,
    startedAt: shown.startedAt,
    error: promoted ? null : (shown.stopped ?? shown.note),
  };
}

function rebuildState(slot: SlotSight, lagSeconds: number): ProjectionRebuild['state'] {
  if (slot.stopped !== null) return 'stopped';
  if (slot.paused) return 'paused';
  return slot.filled && lagSeconds < LIVE_SECONDS ? 'caught_up' : 'running';
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
