import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The stored objects: owner, size, and whether a command has claimed them. */
export class Storage1767225830000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA storage;
      GRANT USAGE ON SCHEMA storage TO opsledger_engine;

      CREATE TABLE storage.object (
        id         uuid           PRIMARY KEY,
        tenant_id  uuid           NOT NULL,
        state      text           COLLATE "C" NOT NULL CHECK (state IN ('writing', 'pending', 'claimed', 'removing')),
        size       bigint         CHECK (size >= 0),
        sha256     text           COLLATE "C" CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        media_type text           COLLATE "C",
        subject    text           COLLATE "C",
        claimed_by text           COLLATE "C",
        created_at timestamptz(3) NOT NULL DEFAULT now(),
        CHECK (state IN ('writing', 'removing') OR (size IS NOT NULL AND media_type IS NOT NULL)),
        CHECK (state <> 'claimed' OR claimed_by IS NOT NULL)
      );
      COMMENT ON TABLE storage.object IS 'Stored files; the row comes before the bytes and goes after them';
      COMMENT ON COLUMN storage.object.sha256 IS 'Of the bytes as given; null where they are personal';
      COMMENT ON COLUMN storage.object.subject IS 'The person under whose key the bytes are encrypted';
      CREATE INDEX object_tenant ON storage.object (tenant_id, id);
      CREATE INDEX object_unclaimed ON storage.object (created_at) WHERE state <> 'claimed';
      ALTER TABLE storage.object ENABLE ROW LEVEL SECURITY;
      ALTER TABLE storage.object FORCE ROW LEVEL SECURITY;
      CREATE POLICY engine ON storage.object TO opsledger_engine USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON storage.object TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA storage CASCADE');
  }
}
