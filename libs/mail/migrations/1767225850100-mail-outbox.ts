import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The outbox, and the checkpoint of each declared mail. */
export class MailOutbox1767225850100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS engine;
      GRANT USAGE ON SCHEMA engine TO opsledger_engine;

      CREATE TABLE engine.mail_checkpoint (
        mail       text        COLLATE "C" PRIMARY KEY,
        position   text        COLLATE "C" NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE engine.mail_checkpoint IS 'How far each mail is; a new one begins at the head of the log';
      GRANT SELECT, INSERT, UPDATE ON engine.mail_checkpoint TO opsledger_engine;

      CREATE TABLE engine.mail_outbox (
        id             uuid           PRIMARY KEY,
        mail           text           COLLATE "C" NOT NULL,
        template       text           COLLATE "C" NOT NULL,
        tenant_id      uuid           NOT NULL,
        recipient_kind text           COLLATE "C" NOT NULL,
        recipient_id   text           COLLATE "C" NOT NULL CHECK (strpos(recipient_id, '@') = 0),
        cause_id       uuid           NOT NULL,
        cause_type     text           COLLATE "C",
        cause_position text           COLLATE "C",
        reference      text           COLLATE "C",
        data           text           NOT NULL CHECK (octet_length(data) <= 16384),
        status         text           COLLATE "C" NOT NULL DEFAULT 'queued'
                       CHECK (status IN ('queued', 'sent', 'dropped', 'failed')),
        attempts       integer        NOT NULL DEFAULT 0,
        next_at        timestamptz    NOT NULL DEFAULT now(),
        give_up_at     timestamptz(3) NOT NULL,
        error          text,
        operation_id   uuid,
        queued_at      timestamptz(3) NOT NULL DEFAULT now(),
        settled_at     timestamptz(3),
        UNIQUE (cause_id, mail, recipient_kind, recipient_id)
      );
      COMMENT ON TABLE engine.mail_outbox IS 'Mails to be sent: no address, no secret';
      COMMENT ON COLUMN engine.mail_outbox.reference IS 'Of what the link holds when it is sent; no secret itself';
      COMMENT ON COLUMN engine.mail_outbox.next_at IS 'Nobody sends it before: it is being sent, or has failed';
      COMMENT ON COLUMN engine.mail_outbox.operation_id IS 'Of the log: the last that had it sent again';
      CREATE INDEX mail_outbox_queued ON engine.mail_outbox (next_at) WHERE status = 'queued';
      CREATE INDEX mail_outbox_failed ON engine.mail_outbox (settled_at, id) WHERE status = 'failed';
      CREATE INDEX mail_outbox_settled ON engine.mail_outbox (settled_at) WHERE status IN ('sent', 'dropped');

      ALTER TABLE engine.mail_outbox ENABLE ROW LEVEL SECURITY;
      ALTER TABLE engine.mail_outbox FORCE ROW LEVEL SECURITY;
      CREATE POLICY engine ON engine.mail_outbox TO opsledger_engine USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON engine.mail_outbox TO opsledger_engine;

      -- A handler of auth queues in the transaction of its secret tables, and reads nothing.
      GRANT USAGE ON SCHEMA engine TO opsledger_auth;
      CREATE POLICY auth_queues ON engine.mail_outbox FOR INSERT TO opsledger_auth WITH CHECK (true);
      GRANT INSERT ON engine.mail_outbox TO opsledger_auth;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE engine.mail_outbox, engine.mail_checkpoint');
  }
}
