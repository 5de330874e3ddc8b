import { BusUnreachable } from '#libs/messaging';
import { MasterKeyMissing } from '#libs/privacy';
import { StartRefused } from '../start-refused';

/**
 * Turns a fault that the operator can mend into a `StartRefused` with a sentence; returns any other error unchanged.
 */
export function asRefusal(error: unknown): unknown {
  if (error instanceof BusUnreachable) return new StartRefused(`${error.message} See NATS_URL.`);
  if (error instanceof MasterKeyMissing) {
    return new StartRefused(
      'The database holds keys that were wrapped with another OPSLEDGER_MASTER_KEY. Set the one that it was made with.',
    );
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
