import { type EventLog, type Position, checkpointFault } from '#libs/event-log';
import { ROLES, rolePool } from '#libs/read-models';

/** A consumer of the log that must not go on, and why. */
export interface StoppedConsumer {
  readonly consumer: string;
  readonly position: Position;
  readonly fault: string;
}

interface Checkpoint {
  readonly consumer: string;
  readonly position: Position;
  readonly eventId: string | null;
}

const CHECKPOINTS = `
  SELECT name || ' v' || version || ' ' || slot AS consumer, position, event_id AS "eventId" FROM engine.slot_progress
   UNION ALL
  SELECT reactor, position, event_id FROM engine.reactor_checkpoint
   UNION ALL
  SELECT 'reservations of ' || service, freed, NULL FROM engine.live_hold_checkpoint
   UNION ALL
  SELECT 'mail ' || mail, position, NULL FROM engine.mail_checkpoint
   ORDER BY consumer`;

/** The consumers whose checkpoints this log does not have: it was put back to an older copy, or has lost its end. */
export async function consumersBehind(
  databaseUrl: string,
  log: Pick<EventLog, 'head' | 'idAt'>,
): Promise<readonly StoppedConsumer[]> {
  const connection = { role: ROLES.projector, poolSize: 1, applicationName: 'opsledger operator' };
  // The query that needs a lost connection fails with its error.
  const pool = rolePool(databaseUrl, connection, () => undefined);
  try {
    const head = await log.head();
    const { rows } = await pool.query<Checkpoint>(CHECKPOINTS);
    const stopped: StoppedConsumer[] = [];
    for (const { consumer, ...place } of rows) {
      const fault = await checkpointFault(log, place, head);
      if (fault !== undefined) stopped.push({ consumer, position: place.position, fault });
    }
    return stopped;
  } finally {
    await pool.end();
  }
}
