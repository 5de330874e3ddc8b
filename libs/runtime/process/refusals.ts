import { join } from 'node:path';
import { LogUnavailable } from '#libs/event-log';
import { BusUnreachable } from '#libs/messaging';
import { MasterKeyMissing, WrappedKeyDamaged } from '#libs/privacy';
import type { Configuration } from '../configuration/configuration';
import { keptSecretPath } from '../data-directory/kept-secret';
import { isDamage, refusalOfDamage } from '../embedded-postgres/diagnosis';
import { StartRefused } from '../start-refused';
import { MASTER_KEY } from './process-keys';

/** The settings that say where the damaged part lies. */
type Place = Pick<Configuration, 'dataDir' | 'databaseUrl' | 'masterKey'>;

/**
 * Turns a fault that the operator can mend into a `StartRefused` with a sentence; returns any other error unchanged.
 */
export function asRefusal(error: unknown, place: Place): unknown {
  if (error instanceof BusUnreachable) return new StartRefused(`${error.message} See NATS_URL.`);
  if (error instanceof MasterKeyMissing) return otherMasterKey(place);
  if (error instanceof WrappedKeyDamaged || isDamage(error)) return damagedDatabase(error as Error, place);
  if (error instanceof LogUnavailable) return new StartRefused(`The event log does not answer: ${error.message}.`);
  // By name: its file is loaded with the client of EventStoreDB alone.
  if ((error as Error).name === 'RefusedByServer') {
    return new StartRefused(`The event log refuses OpsLedger: ${(error as Error).message}. See EVENTSTORE_URL.`);
  }
  const { code } = error as { code?: unknown };
  // PostgreSQL: disk_full
  if (code === '53100' || code === 'ENOSPC') {
    return new StartRefused('The disk of the database is full. Free some space and start again; nothing was lost.');
  }
  // PostgreSQL: too_many_connections
  if (code === '53300') {
    return new StartRefused('The database has no free connections. Raise its max_connections, or run fewer processes.');
  }
  // PostgreSQL: insufficient_privilege
  if (code === '42501') {
    return new StartRefused(
      `The login of DATABASE_URL lacks a right: ${(error as Error).message}. The one that migrates has to own its ` +
        'database and needs CREATEROLE, for the roles of each release; that of a service runs this service alone.',
    );
  }
  return error;
}

function otherMasterKey({ dataDir, masterKey }: Place): StartRefused {
  const [name, mend] = masterKey
    ? ['OPSLEDGER_MASTER_KEY', 'Set the one']
    : [keptSecretPath(dataDir, MASTER_KEY), 'Put back the file'];
  return new StartRefused(
    `The database holds keys that were wrapped with another master key than ${name}. ${mend} that it was made with.`,
  );
}

function damagedDatabase({ message }: Error, { dataDir, databaseUrl }: Place): StartRefused {
  if (databaseUrl === undefined) return refusalOfDamage(join(dataDir, 'postgres'), message);
  return new StartRefused(`The database of DATABASE_URL is damaged: ${message}. Restore it from a backup.`);
}

/** Whether PostgreSQL has refused a connection since it has as many as it may have (too_many_connections). */
export function lacksConnections(error: unknown): boolean {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
  return code === '53300' || (cause instanceof Error && lacksConnections(cause));
}
