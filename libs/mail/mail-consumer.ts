import type { Pool, PoolClient } from 'pg';
import { epochOf, parsePosition, type Position, type RecordedEvent } from '#libs/event-log';
import type { EventCodec, LogConsumer, Recorded } from '#libs/event-sourcing';
import type { Mail } from './mail';
import { queue } from './outbox';

const INTRODUCE = `
  INSERT INTO engine.mail_checkpoint (mail, position)
  SELECT name, $2 FROM unnest($1::text[]) AS new (name)
      ON CONFLICT DO NOTHING`;

const POSITION = 'SELECT position FROM engine.mail_checkpoint WHERE mail = $1';

const MOVE = 'UPDATE engine.mail_checkpoint SET position = $2, updated_at = now() WHERE mail = $1 AND position < $2';

/** The interval at which a checkpoint is written while no event is for this mail. */
const CHECKPOINT_EVERY_MS = 30_000;

/** The log continues in another epoch than the mail's checkpoint: a person has to look at the events in between. */
export class MailEpochChanged extends Error {
  override readonly name = 'MailEpochChanged';
}

/** Introduces new mails at the head of the log: earlier events cause none. Repeating it changes nothing. */
export async function introduceMails(pool: Pool, mails: readonly Mail[], head: Position): Promise<void> {
  await pool.query(INTRODUCE, [mails.filter(({ on }) => on.length > 0).map(({ name }) => name), head]);
}

/**
 * Writes the mails that events cause, in the transaction that moves the checkpoint: each cause is written once. Several
 * processes may follow for one mail: the checkpoint's row is locked, and a process skips the events that another one
 * has written.
 */
export class MailConsumer implements LogConsumer {
  readonly name: string;
  readonly types: ReadonlySet<string>;
  private movedAt = performance.now();

  private constructor(
    private readonly mail: Mail,
    readonly after: Position,
    private readonly pool: Pool,
    private readonly codec: Pick<EventCodec, 'decode'>,
    private readonly onQueued: () => void,
  ) {
    this.name = `mail ${mail.name}`;
    this.types = new Set(mail.on.map(({ of }) => of.type));
  }

  /** Opens at its checkpoint. */
  static async open(
    mail: Mail,
    options: { readonly pool: Pool; readonly codec: Pick<EventCodec, 'decode'>; readonly onQueued: () => void },
  ): Promise<MailConsumer> {
    const { rows } = await options.pool.query<{ position: string }>(POSITION, [mail.name]);
    const [row] = rows;
    if (!row) throw new Error(`${mail.name} has not been introduced`);
    return new MailConsumer(mail, parsePosition(row.position), options.pool, options.codec, options.onQueued);
  }

  async handle(batch: readonly RecordedEvent[], through: Position): Promise<void> {
    if (batch.length === 0) return this.pass(through);
    const events = await this.codec.decode(batch);
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await this.write(client, events, through);
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      // Closing the connection rolls back, whatever its state.
      client.release(true);
      throw error;
    }
    this.movedAt = performance.now();
    this.onQueued();
  }

  private async write(client: PoolClient, events: readonly Recorded[], through: Position): Promise<void> {
    const { rows } = await client.query<{ position: string }>(`${POSITION} FOR UPDATE`, [this.mail.name]);
    const position = parsePosition(rows[0]?.position ?? '');
    if (events.some((event) => epochOf(event.position) !== epochOf(position)) && epochOf(position) > 0) {
      throw new MailEpochChanged(`${this.name} stands in epoch ${epochOf(position)}, the log in ${epochOf(through)}`);
    }
    for (const event of events) {
      if (event.position <= position) continue;
      for (const { of, handle } of this.mail.on) {
        if (of.type === event.type) await queue(client, this.mail, event, [handle(event) ?? []].flat());
      }
    }
    await client.query(MOVE, [this.mail.name, through]);
  }

  private async pass(through: Position): Promise<void> {
    if (performance.now() - this.movedAt < CHECKPOINT_EVERY_MS) return;
    await this.pool.query(MOVE, [this.mail.name, through]);
    this.movedAt = performance.now();
  }
}
