import { type EventLog, type LogFault, PostgresEventLog, openEventStoreDbEventLog } from '../../event-log';

/** The address of a log, as plain data: a child process opens the same one from it. Times as in the stores' options. */
export interface StoreAddress {
  readonly store: 'postgres' | 'eventstoredb';
  readonly url: string;
  /** Postgres: the role that the connections set. */
  readonly role?: string;
  readonly giveUpAfterMs?: number;
  readonly silenceMs?: number;
}

/** An instance with connections of its own, as another process would have. */
export async function openLog(
  { store, ...address }: StoreAddress,
  onFault: (fault: LogFault) => void = () => undefined,
): Promise<EventLog> {
  const options = { ...address, onFault };
  return store === 'postgres' ? new PostgresEventLog(options) : openEventStoreDbEventLog(options);
}

/** The same log through a gate on this machine. */
export function through(port: number, address: StoreAddress): StoreAddress {
  const url = new URL(address.url);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return { ...address, url: url.href };
}

export function endpointOf({ store, url }: StoreAddress): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) || (store === 'postgres' ? 5432 : 2113) };
}
