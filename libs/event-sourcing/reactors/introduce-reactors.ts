import type { Pool } from 'pg';
import type { Position } from '#libs/event-log';
import type { Reactor } from './reactor';

const MISSING = `
  SELECT name FROM unnest($1::text[]) AS wanted (name)
   WHERE NOT EXISTS (SELECT FROM engine.reactor_checkpoint AS known WHERE known.reactor = wanted.name)`;

/** The first record of a reactor's beginning counts. */
const INTRODUCE = `
  INSERT INTO engine.reactor_checkpoint (reactor, position)
  SELECT name, $2 FROM unnest($1::text[]) AS introduced (name)
      ON CONFLICT (reactor) DO NOTHING`;

/**
 * Records the head of the log as the beginning of each new reactor that does not start at the log's beginning. To be
 * done before any process of its release serves: the reactor answers every event appended from then on. Safe from
 * several processes at once; a reactor that has begun keeps its checkpoint. Connects as the role `opsledger_projector`.
 */
export async function introduceReactors(
  pool: Pick<Pool, 'query'>,
  reactors: readonly Reactor[],
  head: () => Promise<Position>,
): Promise<void> {
  const names = reactors.filter(({ from }) => from === 'introduced').map(({ name }) => name);
  if (names.length === 0) return;
  const { rows } = await pool.query<{ name: string }>(MISSING, [names]);
  if (rows.length > 0) await pool.query(INTRODUCE, [rows.map(({ name }) => name), await head()]);
}
