import { Client } from 'pg';
import { canonicalJson } from '../../../libs/event-log';
import type { BenchEvent } from '../tasks/bench-event';
import type { BenchStore } from './store';

/**
 * The least cost of one durable row: a prepared `INSERT` that commits by itself, into a table with the columns and
 * indexes of the log's. It checks nothing, hands out no position, and serves one writer on one connection.
 */
export async function openBareTable(url: string): Promise<BenchStore> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let place = 0;
  return {
    async append(stream, revision, event) {
      const next = revision + 1;
      await client.query({ name: 'insert', text: INSERT, values: row(++place, stream, next, event) });
      return next;
    },
    readFirst: () => Promise.reject(new Error('the bare table is only written to')),
    close: () => client.end(),
  };
}

/** Creates the table anew, like the log's own: columns, storage, constraints and indexes. No trigger, no rights. */
export async function prepareBareTable(superuserUrl: string, login: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query(`
      DROP SCHEMA IF EXISTS bare CASCADE;
      CREATE SCHEMA bare;
      CREATE TABLE bare.event (LIKE event_log.event INCLUDING ALL);
      GRANT USAGE ON SCHEMA bare TO ${client.escapeIdentifier(login)};
      GRANT INSERT, SELECT, TRUNCATE ON bare.event TO ${client.escapeIdentifier(login)}
    `);
  } finally {
    await client.end();
  }
}

const INSERT = `
  INSERT INTO bare.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata)
  VALUES (1, $1, clock_timestamp(), $2, $3, $4, $5, $6, $7)
`;

function row(place: number, stream: string, revision: number, event: BenchEvent): unknown[] {
  const { id, type, data, metadata } = event;
  return [place, id, stream, revision, type, canonicalJson(data), canonicalJson(metadata)];
}
