import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds leaves in one round trip, if they end where the caller expects. The plans of its statements are cached. */
export class AddLeaves1767225630002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audit.add_leaves(
        p_lock bigint, p_after text,
        p_tenants uuid[], p_positions text[], p_events uuid[], p_hashes bytea[], p_prints bytea[]
      ) RETURNS boolean LANGUAGE plpgsql VOLATILE
        SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
      BEGIN
        -- In a statement of its own: what it waited for must be visible to the next.
        PERFORM pg_advisory_xact_lock(p_lock);

        IF p_after IS DISTINCT FROM (SELECT max(leaf.position) FROM audit.leaf)
           OR EXISTS (SELECT FROM audit.tree_fault) THEN
          RETURN false;
        END IF;

        INSERT INTO audit.leaf (tenant_id, index, position, event_id, hash, prints)
        SELECT added.tenant_id, added.size + row_number() OVER (PARTITION BY added.tenant_id ORDER BY added.place) - 1,
               added.position, added.event_id, added.hash, added.prints
          FROM (
            SELECT given.*, coalesce(newest.index + 1, 0) AS size
              FROM unnest(p_tenants, p_positions, p_events, p_hashes, p_prints) WITH ORDINALITY
                     AS given (tenant_id, position, event_id, hash, prints, place)
              LEFT JOIN LATERAL (
                SELECT leaf.index FROM audit.leaf WHERE leaf.tenant_id = given.tenant_id ORDER BY leaf.index DESC LIMIT 1
              ) AS newest ON true
          ) AS added;
        RETURN true;
      END
      $$;
      COMMENT ON FUNCTION audit.add_leaves IS 'False, and nothing added, where the last leaf is not at p_after or the trees stand still';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION audit.add_leaves');
  }
}
