import { KEY_TABLES, MasterKeyMissing, MasterKeys, rewrapKeys } from '#libs/privacy';
import { rewriteTables } from '#libs/erasure';
import { ROLES, type Role, rolePool } from '#libs/read-models';
import {
  type Configuration,
  MASTER_KEY,
  NEXT_MASTER_KEY,
  StartRefused,
  forgetKeptSecret,
  keptSecret,
  keptSecretOf,
  masterKeyFrom,
  newMasterKey,
  replaceKeptSecret,
} from '#libs/runtime';
import { operatorDatabase } from './operator';
import type { Output } from './output';

/** The keys of a rotation, and its last step once every key is wrapped by the next one. */
interface Rotation {
  readonly masters: MasterKeys;
  readonly finish: () => Promise<string>;
}

/**
 * Wraps every key of personal data, reserved values and the platform under a new master key. Interrupted, it is to be
 * run again, and continues.
 *
 * @throws StartRefused
 */
export async function rotateMasterKey(to: Output): Promise<void> {
  const database = await operatorDatabase();
  try {
    const { configuration, databaseUrl, apiUrl } = database;
    const isKept = configuration.masterKey === undefined;
    if (isKept && apiUrl !== undefined) {
      throw new StartRefused(`OpsLedger runs on ${configuration.dataDir}: stop it first, then run this again.`);
    }
    const { masters, finish } = isKept ? await keptRotation(configuration) : givenRotation(configuration);
    const rewrapped = await asRole(databaseUrl, ROLES.keys, (pool) => rewrapKeys(pool, masters)).catch(explained);
    await asRole(databaseUrl, ROLES.projector, (pool) => rewriteTables(pool, KEY_TABLES));
    to.done(`${rewrapped} keys are wrapped by the new master key. ${await finish()}`, {
      rewrapped,
      masterKeyId: masters.currentId,
    });
  } finally {
    await database.close();
  }
}

/** In the environment: both keys are set, and processes with both may run meanwhile. */
function givenRotation({ masterKey, masterKeyBefore }: Configuration): Rotation {
  if (masterKey === undefined || masterKeyBefore === undefined) {
    throw new StartRefused(
      'Set OPSLEDGER_MASTER_KEY to the new master key and OPSLEDGER_MASTER_KEY_BEFORE to the former one, ' +
        'for this command and for every process.',
    );
  }
  const finish = () => Promise.resolve('Remove OPSLEDGER_MASTER_KEY_BEFORE everywhere.');
  return { masters: new MasterKeys(masterKey, [masterKeyBefore]), finish };
}

/** In the data directory: the next key is kept beside the present one until it has taken its place. */
async function keptRotation({ dataDir }: Configuration): Promise<Rotation> {
  const present = await keptSecretOf(dataDir, MASTER_KEY);
  if (present === undefined) throw new StartRefused(`There is no master key in ${dataDir}.`);
  const next = await keptSecret(dataDir, NEXT_MASTER_KEY, newMasterKey);
  const former = masterKeyFrom(present, dataDir);
  const masters = new MasterKeys(masterKeyFrom(next, dataDir, NEXT_MASTER_KEY), [former]);
  return {
    masters,
    async finish() {
      const kept = `master.${new MasterKeys(former).currentId}.former.key`;
      // Killed before the last line, the next run makes another key, and the one before it is kept likewise.
      if (!former.equals(masterKeyFrom(next, dataDir))) await replaceKeptSecret(dataDir, kept, present);
      await replaceKeptSecret(dataDir, MASTER_KEY, next);
      await forgetKeptSecret(dataDir, NEXT_MASTER_KEY);
      return `Keep a copy of keys/${MASTER_KEY}; older backups need keys/${kept}.`;
    },
  };
}

async function asRole<Answer>(
  url: string,
  role: Role,
  work: (pool: ReturnType<typeof rolePool>) => Promise<Answer>,
): Promise<Answer> {
  const pool = rolePool(url, { role, poolSize: 1, applicationName: 'opsledger operator' }, () => undefined);
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

function explained(error: unknown): never {
  if (!(error instanceof MasterKeyMissing)) throw error;
  throw new StartRefused(
    `A key is wrapped by master key ${error.masterKeyId}, which is neither the new nor the former one. ` +
      'Set OPSLEDGER_MASTER_KEY_BEFORE to it, or put back its file.',
  );
}
