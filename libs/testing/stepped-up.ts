import { Client } from 'pg';
import type { HttpClient } from './http-client';

/**
 * Marks the client's session as having proven itself again. A person whose password the organisation set has nothing to
 * prove it with.
 */
export async function steppedUp({ token }: HttpClient, databaseUrl: string): Promise<void> {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { readonly sid: string };
  const client = new Client({ connectionString: databaseUrl, options: '-c role=opsledger_auth' });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO published.step_up (session_id, good_until) VALUES ($1, now() + interval '10 minutes')
           ON CONFLICT (session_id) DO UPDATE SET good_until = excluded.good_until`,
      [claims.sid],
    );
  } finally {
    await client.end();
  }
}
