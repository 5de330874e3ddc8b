import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

/** The names of the segments of the write-ahead log, and the one that is being written. */
const SEGMENTS = `
  SELECT name, pg_walfile_name(pg_current_wal_insert_lsn()) AS current FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'`;

const ATTEMPTS = 200;
const PAUSE_MS = 25;

/**
 * Leaves no byte of the write-ahead log as it is now: its segments are passed and removed. PostgreSQL keeps old segments
 * to write over them later, so recycling is off meanwhile.
 */
export async function clearEmbeddedWal(superuserUrl: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl, application_name: 'opsledger erasure' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await setRecycling(client, 'off');
    const before = new Set((await segments(client)).map(({ name }) => name));
    for (let attempt = 0; ; attempt++) {
      await pass(client, before);
      await client.query('CHECKPOINT');
      if (!(await segments(client)).some(({ name }) => before.has(name))) return;
      if (attempt === ATTEMPTS) throw new Error('the write-ahead log still has segments of before the erasure');
      await delay(PAUSE_MS);
    }
  } finally {
    try {
      await setRecycling(client, 'on');
    } finally {
      await client.end();
    }
  }
}

/** Writes on behind every segment of before. Those that are ready to be written to may hold what was there earlier. */
async function pass(client: Client, before: ReadonlySet<string>): Promise<void> {
  const last = [...before].reduce((one, other) => (one > other ? one : other), '');
  for (;;) {
    // A segment without a record is not switched.
    await client.query("SELECT pg_logical_emit_message(false, 'opsledger', 'erasure')");
    await client.query('SELECT pg_switch_wal()');
    await client.query("SELECT pg_logical_emit_message(false, 'opsledger', 'erasure')");
    if (((await segments(client))[0]?.current ?? '') > last) return;
  }
}

async function segments(client: Client) {
  return (await client.query<{ readonly name: string; readonly current: string }>(SEGMENTS)).rows;
}

/** Resolves when the server has taken the setting over. */
async function setRecycling(client: Client, value: 'on' | 'off'): Promise<void> {
  await client.query(value === 'on' ? 'ALTER SYSTEM RESET wal_recycle' : 'ALTER SYSTEM SET wal_recycle = off');
  await client.query('SELECT pg_reload_conf()');
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { rows } = await client.query<{ wal_recycle: string }>('SHOW wal_recycle');
    if (rows[0]?.wal_recycle === value) return;
    await delay(PAUSE_MS);
  }
  throw new Error(`PostgreSQL did not set wal_recycle to ${value}`);
}

const FORBIDDEN = new Set(['42501', '0A000']);

/**
 * The same, as far as it goes, on a server that is not ours: it begins another segment, and later ones overwrite the
 * present ones. Needs rights that its login may lack.
 */
export async function passForeignWal(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'opsledger erasure' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    for (const statement of ['SELECT pg_switch_wal()', 'CHECKPOINT']) {
      await client.query(statement).catch((error: unknown) => {
        if (!FORBIDDEN.has((error as { code?: string }).code ?? '')) throw error;
      });
    }
  } finally {
    await client.end();
  }
}
