import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sign } from 'jsonwebtoken';
import { Client } from 'pg';
import type { BenchDatabase } from '../server';

/** The plain service in a process of its own, on a schema of its own in the same database. */
export class CrudPeer {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    readonly token: string,
    readonly itemIds: readonly string[],
    readonly locationId: string,
  ) {}

  static async start({ url }: BenchDatabase, items: number): Promise<CrudPeer> {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const tenantId = randomUUID();
    const token = sign({ sub: randomUUID(), org: tenantId }, privateKey, { algorithm: 'ES256', expiresIn: '2h' });
    const environment = {
      CRUD_DATABASE_URL: url,
      CRUD_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }),
    };
    await run(url, 'CREATE SCHEMA crud');
    const child = fork(join(__dirname, 'crud.service.ts'), {
      execArgv: process.execArgv,
      env: { PATH: process.env['PATH'], ...environment },
    });
    const port = await listening(child);
    const itemIds = Array.from({ length: items }, () => randomUUID());
    const locationId = randomUUID();
    await run(url, INSERT_ITEMS, [tenantId, itemIds]);
    await run(url, INSERT_LOCATION, [tenantId, locationId]);
    return new CrudPeer(child, port, token, itemIds, locationId);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => {
      this.child.once('exit', resolve);
    });
    this.child.disconnect();
    await gone;
  }
}

const INSERT_ITEMS = `
  INSERT INTO crud.item ("tenantId", id, name, active)
  SELECT $1, id, 'Item', true FROM unnest($2::uuid[]) AS wanted (id)
`;

const INSERT_LOCATION = `
  INSERT INTO crud.location ("tenantId", id, code, active) VALUES ($1, $2, 'BENCH', true)
`;

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { readonly ready: string }) => resolve(Number(message.ready)));
    child.once('exit', (code) => reject(new Error(`the plain service ended with code ${code}`)));
  });
}

async function run(url: string, statement: string, values: unknown[] = []): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
