import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The live holds of reservations by their owners, and how far each service has followed them. */
export class LiveHolds1767225800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE engine.live_hold (
        owner          text   COLLATE "C" NOT NULL,
        stream         text   COLLATE "C" NOT NULL,
        command_id     uuid   NOT NULL,
        owner_revision bigint NOT NULL,
        PRIMARY KEY (owner, stream, command_id)
      );
      COMMENT ON TABLE engine.live_hold IS 'Holds on reservation streams, by the stream that they are for';
      CREATE INDEX live_hold_stream ON engine.live_hold (stream);
      GRANT SELECT, INSERT, UPDATE, DELETE ON engine.live_hold TO opsledger_engine;

      CREATE TABLE engine.live_hold_checkpoint (
        service text COLLATE "C" PRIMARY KEY,
        folded  text COLLATE "C" NOT NULL,
        freed   text COLLATE "C" NOT NULL
      );
      COMMENT ON TABLE engine.live_hold_checkpoint IS
        'Of each service: up to where its live holds are folded, and those that were let go of are freed';
      GRANT SELECT, INSERT, UPDATE ON engine.live_hold_checkpoint TO opsledger_engine;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE engine.live_hold, engine.live_hold_checkpoint');
  }
}
