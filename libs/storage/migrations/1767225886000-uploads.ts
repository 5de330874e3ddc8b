import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A process that runs no service stores files until a command names them. It sees and changes none that is named. */
export class Uploads1767225886000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT USAGE ON SCHEMA storage TO opsledger_uploads;
      GRANT SELECT, DELETE ON storage.object TO opsledger_uploads;
      GRANT INSERT (id, tenant_id, state, subject) ON storage.object TO opsledger_uploads;
      GRANT UPDATE (state, size, sha256, media_type) ON storage.object TO opsledger_uploads;
      CREATE POLICY uploads ON storage.object TO opsledger_uploads
        USING (state <> 'claimed') WITH CHECK (state <> 'claimed');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY uploads ON storage.object;
      REVOKE ALL ON storage.object FROM opsledger_uploads;
      REVOKE USAGE ON SCHEMA storage FROM opsledger_uploads;
    `);
  }
}
