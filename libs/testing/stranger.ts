import { join } from 'node:path';
import { PlatformRolesSet } from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { PostgresEventLog, streamName } from '#libs/event-log';
import { EventCodec } from '#libs/event-sourcing';
import { ROLES } from '#libs/read-models';
import type { HttpClient } from './http-client';
import { MemoryKeys } from './memory-keys';
import { runOpsLedger, type OpsLedgerProcess } from './opsledger-process';
import { PASSWORD, signIn } from './organization';
import { commandContext } from './command-context';

/** Someone with an account and nothing else: a person of the platform whose roles have been taken away. */
export async function strangerOn(
  opsledger: OpsLedgerProcess,
): Promise<{ readonly id: string; readonly signIn: () => Promise<HttpClient> }> {
  const email = 'stranger@opsledger.test';
  const place = { OPSLEDGER_DATA_DIR: join(opsledger.dataDir, 'var'), PATH: process.env.PATH, HOME: opsledger.dataDir };
  const { output } = await runOpsLedger(['admin', 'create', '--email', email, '--json'], place);
  const { password } = JSON.parse(output) as { password: string };
  const change = { current: password, password: PASSWORD };
  await (await signIn(opsledger.http, email, password)).post('auth/password', change);
  const login = () => signIn(opsledger.http, email);
  const accountId = (await (await login()).get<{ id: string }>('auth/me')).body.id;
  const log = new PostgresEventLog({ url: await opsledger.databaseUrl(), role: ROLES.log });
  const taken = event(PlatformRolesSet, { accountId, roles: [] });
  const encoded = await new EventCodec(new MemoryKeys()).encode([taken], commandContext({ tenantId: PLATFORM }));
  const stream = streamName('auth.account', PLATFORM, accountId);
  let expected = -1;
  for await (const { revision } of log.readStream(stream)) expected = revision;
  const { outcome } = await log.append(stream, encoded, { expected });
  await log.close();
  if (outcome === 'conflict') throw new Error('the account has another history');
  return { id: accountId, signIn: login };
}
