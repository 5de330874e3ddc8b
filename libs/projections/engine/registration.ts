import type { Pool } from 'pg';
import { tableLayouts } from '#libs/read-models';
import type { Projection } from '../declare/projection';
import type { DeclaredProjection } from './owned-projection';

/** @throws TypeError for a projection that is declared twice */
export async function declaredWithLayouts(projections: readonly Projection[]): Promise<readonly DeclaredProjection[]> {
  const twice = projections.find(({ name }, index) => projections.findIndex((other) => other.name === name) < index);
  if (twice) throw new TypeError(`projection ${twice.name} is declared twice`);
  return Promise.all(projections.map(async (projection) => ({ projection, layouts: await tableLayouts(projection) })));
}

/**
 * Makes projections known to operators and to other processes. Answers the number of events of the log, as far as it is
 * known.
 */
export async function registerProjections(pool: Pool, declared: readonly DeclaredProjection[]): Promise<number> {
  for (const { projection, layouts } of declared) {
    const views = layouts.map(({ schema, view }) => `${schema}.${view}`);
    await pool.query(
      `INSERT INTO engine.projection (name, version, service, views) VALUES ($1, $2, $3, $4)
       ON CONFLICT (name, version) DO UPDATE SET views = EXCLUDED.views, service = EXCLUDED.service
        WHERE (projection.views, projection.service) IS DISTINCT FROM (EXCLUDED.views, EXCLUDED.service)`,
      [projection.name, projection.version, projection.service, views],
    );
  }
  const answer = await pool.query<{ events: number | null }>(
    'SELECT max(events + lag_events) AS events FROM engine.slot_progress',
  );
  return answer.rows[0]?.events ?? 0;
}
