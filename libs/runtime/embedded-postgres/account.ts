import { readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { absent } from '../absent';
import { StartRefused } from '../start-refused';

/** The system account of PostgreSQL's processes. */
export interface SystemAccount {
  readonly uid: number;
  readonly gid: number;
}

/** Accounts for PostgreSQL when root starts it, since it refuses to run as root. */
const CANDIDATES = ['postgres', 'nobody'];

/** `undefined`: the present account. Only root changes over: to the owner of `existing`, or to a known account. */
export async function accountFor(existing: string): Promise<SystemAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(existing).catch(absent);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const account = CANDIDATES.map((name) => accounts.get(name)).find((found) => found && found.uid > 0);
  if (account) return account;
  throw new StartRefused(
    'PostgreSQL does not run as root, and this system has neither an account `postgres` nor `nobody` to run it as. ' +
      'Start OpsLedger as an ordinary user, or set DATABASE_URL to a server of your own.',
  );
}

/** Whether the account may pass through every folder above `path`. */
export async function canReach(account: SystemAccount, path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid, gid } = await stat(folder);
    const passable = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & passable) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
