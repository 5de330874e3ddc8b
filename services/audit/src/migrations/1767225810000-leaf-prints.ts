import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log has the canonical bytes of an event; a leaf keeps their hash, and two bytes for each value, by which a check
 * of the log tells which value was changed. Leaves of before keep their hash and have no prints.
 */
export class LeafPrints1767225810000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION audit.add_leaves;
      DROP INDEX audit.leaf_event;
      ALTER TABLE audit.leaf DROP COLUMN envelope, ADD COLUMN prints bytea;
      ALTER TABLE audit.leaf ALTER COLUMN prints SET STORAGE EXTERNAL;
      COMMENT ON COLUMN audit.leaf.hash IS 'SHA-256(0x00 || envelope), RFC 6962; the log has what the envelope is made of';
      COMMENT ON COLUMN audit.leaf.prints IS 'Two bytes for each value of the event, to tell which one was changed';

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

  async down(): Promise<void> {
    throw new Error('the canonical bytes are in the log alone: leaves cannot go back to holding them');
  }
}
