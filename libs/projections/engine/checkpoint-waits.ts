import type { ClientBase, Pool } from 'pg';
import { type Position, START } from '#libs/event-log';
import type { WaitLimits } from './folding-waits';
import type { VersionedName } from '../slots/slot-record';

const POLL_MS = 15;

type Queryable = Pick<ClientBase | Pool, 'query'>;

interface Wait extends VersionedName {
  readonly position: Position;
  readonly reached: () => void;
}

interface ServingSlot extends VersionedName {
  readonly position: Position;
}

const isSlotOf =
  ({ name, version }: VersionedName) =>
  (slot: ServingSlot) =>
    slot.name === name && slot.version === version;

/**
 * Waits for the checkpoints of projections that another process folds, by polling what is stored. One query serves all
 * waits; without a wait there is no query.
 */
export class CheckpointWaits {
  private readonly waits = new Set<Wait>();
  private polling: Promise<void> | undefined;

  constructor(
    private readonly db: Queryable,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /**
   * True when the serving version reaches the position in time; false when the time is over or the wait is given up.
   */
  async reached(version: VersionedName, position: Position, { timeoutMs, givenUp }: WaitLimits): Promise<boolean> {
    if (givenUp.aborted) return false;
    return new Promise((resolve) => {
      const settle = (reached: boolean) => {
        clearTimeout(overdue);
        this.waits.delete(wait);
        givenUp.removeEventListener('abort', giveUp);
        resolve(reached);
      };
      const giveUp = () => settle(false);
      const wait: Wait = { name: version.name, version: version.version, position, reached: () => settle(true) };
      const overdue = setTimeout(() => settle(false), timeoutMs);
      this.waits.add(wait);
      givenUp.addEventListener('abort', giveUp);
      this.polling ??= this.poll();
    });
  }

  private async poll(): Promise<void> {
    while (this.waits.size > 0) {
      await this.look().catch(this.onFault);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    this.polling = undefined;
  }

  /** The stored positions of the serving versions; the start for one that serves nothing. */
  async positionsOf(versions: readonly VersionedName[]): Promise<readonly Position[]> {
    if (versions.length === 0) return [];
    const slots = await this.servingSlots(versions);
    return versions.map((version) => slots.find(isSlotOf(version))?.position ?? START);
  }

  private async look(): Promise<void> {
    const waits = [...this.waits];
    const slots = await this.servingSlots(waits);
    for (const wait of waits) {
      const slot = slots.find(isSlotOf(wait));
      if (slot && slot.position >= wait.position) wait.reached();
    }
  }

  private async servingSlots(versions: readonly VersionedName[]): Promise<readonly ServingSlot[]> {
    const answer = await this.db.query<ServingSlot>({
      name: 'look at checkpoints',
      text: `SELECT s.name, s.version, s.position
               FROM engine.slot_progress s
               JOIN (SELECT DISTINCT * FROM unnest($1::text[], $2::int[]) AS w (name, version)) w USING (name, version)
              WHERE s.role = 'serving' AND s.filled`,
      values: [versions.map(({ name }) => name), versions.map(({ version }) => version)],
    });
    return answer.rows;
  }
}
