import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DomainError } from '#contracts/errors';
import type { ProjectionStatus } from '#contracts/ops/get-projection';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import { type ConnectionBudget, type EventLog, LogUnavailable, type Position } from '#libs/event-log';
import { ROLES, type Role, rolePool } from '#libs/read-models';
import { checksumOfViews } from '../storage/checksum';
import { type ControlCommand, askOnce, giveUp, standingOf, withdraw } from './control';
import { type SlotSight, fullNameOf, sightSlots, statusOf } from './status';

export interface ProjectionOperationsOptions {
  readonly url: string;
  /** A projector. Default: that of all services. */
  readonly role?: Role;
  readonly log: Pick<EventLog, 'head'>;
  readonly onFault?: (error: unknown) => void;
  /** The budget of the process's connections. Default: none, connections are not counted. */
  readonly budget?: ConnectionBudget;
  /** How long a running process has to take a command up. Default 10,000. */
  readonly takeUpMs?: number;
}

export interface ParkedPage {
  readonly projection?: string;
  readonly limit: number;
  readonly descending?: boolean;
  /** The last one of the page before. */
  readonly after?: { readonly position: Position; readonly id: string };
}

const TAKE_UP_MS = 10_000;
const POLL_MS = 40;
const WATCH_MS = 250;

const PARKED = `
  SELECT id, 'projection' AS kind, name AS projection, key, event_id AS "eventId", event_type AS "eventType", position, reason, attempts, error,
         parked_at AS "parkedAt"
    FROM engine.parked_event`;

function ifReachable(error: unknown): undefined {
  if (!(error instanceof LogUnavailable)) throw error;
}

/**
 * The operations of an operator on projections, from any process. The process that owns a projection carries them out.
 * A projection may be named without its service if only one service has one of that name.
 */
export class ProjectionOperations {
  private readonly pool: Pool;

  constructor(private readonly options: ProjectionOperationsOptions) {
    const { budget, role = ROLES.projector } = options;
    const connection = { role, budget, poolSize: 2, applicationName: 'opsledger operations' };
    this.pool = rolePool(options.url, connection, (error) => options.onFault?.(error));
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** Every version of every projection, of one service or of all. Sorted by name, the newest version first. */
  async list(service?: string): Promise<ProjectionStatus[]> {
    const slots = await sightSlots(this.pool);
    const head = await this.options.log.head();
    return slots
      .filter((slot) => slot.role === 'serving' && (service === undefined || slot.service === service))
      .map((serving) => statusOf(serving, otherOf(slots, serving), head));
  }

  /**
   * The newest version of a projection.
   *
   * @throws DomainError `NOT_FOUND`
   */
  async status(name: string, options: { readonly checksum?: boolean } = {}): Promise<ProjectionStatus> {
    const { status, serving } = await this.look(name);
    return options.checksum ? { ...status, checksum: await this.checksum(serving) } : status;
  }

  /**
   * Begins to fill a new slot. The slot is promoted by itself when it has caught up, unless `promote` is false. Here
   * and below, `operationId` identifies one operation: asked for again, it joins the earlier request, whatever its
   * outcome.
   */
  rebuild(
    name: string,
    { promote = true, operationId }: { readonly promote?: boolean; readonly operationId?: string | undefined } = {},
  ): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'rebuild', arguments: { promote } }, { operationId });
  }

  /**
   * Waits until a rebuild is promoted, or ready to be promoted. Waits on while the log is out of reach, as the rebuild
   * does.
   *
   * @throws DomainError `CONFLICT` with the reason when the rebuild has stopped, was cancelled or cannot be promoted
   */
  async rebuilt(name: string, onProgress: (status: ProjectionStatus) => void): Promise<ProjectionStatus> {
    for (;;) {
      const seen = await this.look(name).catch(ifReachable);
      if (!seen) {
        await delay(WATCH_MS);
        continue;
      }
      const { status, other } = seen;
      onProgress(status);
      if (status.rebuild === null) throw new DomainError('CONFLICT', `The rebuild of ${name} was cancelled`);
      if (status.rebuild.state === 'promoted') return status;
      if (status.rebuild.error !== null) throw new DomainError('CONFLICT', `${name}: ${status.rebuild.error}`);
      if (status.rebuild.state === 'caught_up' && !other?.autoPromote) return status;
      await delay(WATCH_MS);
    }
  }

  /** Pauses the rebuild if one runs, otherwise the projection. */
  pause(name: string, operationId?: string): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'pause', arguments: {} }, { operationId });
  }

  /** Resumes what is paused or stopped. */
  resume(name: string, operationId?: string): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'resume', arguments: {} }, { operationId });
  }

  /** Ends a rebuild and drops its slot. */
  cancel(name: string, operationId?: string): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'cancel', arguments: {} }, { operationId });
  }

  /** Lets queries read the rebuilt slot. */
  promote(name: string, operationId?: string): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'promote', arguments: {} }, { operationId });
  }

  /** Goes back to the slot that served before. */
  rollback(name: string, operationId?: string): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'rollback', arguments: {} }, { operationId });
  }

  /** Drops the slot that does not serve, or else the older versions that no release folds any more. */
  drop(name: string, operationId?: string): Promise<ProjectionStatus> {
    return this.ask(name, { command: 'drop', arguments: {} }, { operationId });
  }

  /** Parked events in order of position. */
  async parked({ projection, limit, descending = false, after }: ParkedPage): Promise<ParkedEvent[]> {
    const [beyond, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
    const answer = await this.pool.query<ParkedEvent>(
      `${PARKED}
        WHERE ($1::text IS NULL OR name = $1) AND ($2::text IS NULL OR (position, id) ${beyond} ($2, $3::uuid))
        ORDER BY position ${order}, id ${order}
        LIMIT $4`,
      [projection ?? null, after?.position ?? null, after?.id ?? null, limit],
    );
    return answer.rows;
  }

  async countParked(projection?: string): Promise<number> {
    const { rows } = await this.pool.query<{ parked: number }>(
      'SELECT count(*)::int AS parked FROM engine.parked_event WHERE $1::text IS NULL OR name = $1',
      [projection ?? null],
    );
    return rows[0]?.parked ?? 0;
  }

  /** @throws DomainError `NOT_FOUND` */
  async showParked(id: string): Promise<ParkedEvent> {
    const answer = await this.pool.query<ParkedEvent>(`${PARKED} WHERE id = $1`, [id]);
    if (!answer.rows[0]) throw new DomainError('NOT_FOUND', 'There is no such parked event');
    return answer.rows[0];
  }

  /**
   * Folds a key's parked events again, in order. Answers the event as it is now, or as given if it is not parked any
   * more.
   */
  async retryParked(event: ParkedEvent, operationId?: string): Promise<ParkedEvent> {
    return this.askOfParked(event, { command: 'retry', arguments: { parkedId: event.id } }, operationId);
  }

  /** Leaves an event out for good and folds those behind it. `by`: the id of the operator. */
  async skipParked(event: ParkedEvent, by: string, operationId?: string): Promise<ParkedEvent> {
    return this.askOfParked(event, { command: 'skip', arguments: { parkedId: event.id, by } }, operationId);
  }

  /** Asks even if the event is not parked any more: the same operation may have removed it before. */
  private async askOfParked(event: ParkedEvent, command: ControlCommand, operationId?: string): Promise<ParkedEvent> {
    const { rows } = await this.pool.query<{ version: number }>(
      'SELECT version FROM engine.parked_event WHERE id = $1',
      [event.id],
    );
    await this.ask(event.projection, command, { operationId, version: rows[0]?.version });
    return this.nowOrThen(event);
  }

  /** Hands a command to the owner and waits until it is carried out. */
  private async ask(
    name: string,
    command: ControlCommand,
    {
      version,
      operationId = randomUUID(),
    }: { readonly version?: number | undefined; readonly operationId?: string | undefined },
  ): Promise<ProjectionStatus> {
    const fullName = await fullNameOf(this.pool, name);
    const asked = version ?? newestOf(await sightSlots(this.pool, fullName)).version;
    await askOnce(this.pool, { ...command, name: fullName, version: asked, operationId });
    await this.carriedOut(operationId, fullName);
    return this.status(fullName);
  }

  private async carriedOut(operationId: string, name: string): Promise<void> {
    const until = Date.now() + (this.options.takeUpMs ?? TAKE_UP_MS);
    for (;;) {
      const standing = await standingOf(this.pool, operationId);
      if (standing?.refused) throw new DomainError('CONFLICT', `${name}: ${standing.refused}`);
      if (standing?.done) return;
      const late = Date.now() > until;
      if (!standing || (late && (await withdraw(this.pool, operationId)))) {
        throw new DomainError('SERVICE_UNAVAILABLE', `No running process folds ${name}; start its service`);
      }
      if (standing.takerGone || late) await giveUp(this.pool, operationId);
      await delay(POLL_MS);
    }
  }

  private async nowOrThen(event: ParkedEvent): Promise<ParkedEvent> {
    const answer = await this.pool.query<ParkedEvent>(`${PARKED} WHERE id = $1`, [event.id]);
    return answer.rows[0] ?? event;
  }

  /** The newest version of a projection at one moment, and its slot beside the serving one. */
  private async look(name: string) {
    const slots = await sightSlots(this.pool, await fullNameOf(this.pool, name));
    const head = await this.options.log.head();
    const serving = newestOf(slots);
    const other = otherOf(slots, serving);
    return { status: statusOf(serving, other, head), serving, other };
  }

  private checksum({ views }: SlotSight): Promise<string> {
    return checksumOfViews(this.pool, views);
  }
}

function newestOf(slots: readonly SlotSight[]): SlotSight {
  const serving = slots.find(({ role }) => role === 'serving');
  if (!serving) throw new DomainError('NOT_FOUND', 'There is no such projection');
  return serving;
}

function otherOf(slots: readonly SlotSight[], serving: SlotSight): SlotSight | undefined {
  return slots.find(
    ({ name, version, slot }) => name === serving.name && version === serving.version && slot !== serving.slot,
  );
}
