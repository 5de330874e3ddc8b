import { join } from 'node:path';

/** The address of an embedded PostgreSQL: its settings, and the addresses of its clients. */
export interface ServerAddress {
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  url(login: { readonly user: string; readonly password: string }, database: string): string;
}

/** Part of a socket's name; no port of the machine is taken. */
const SOCKET_PORT = 5_432;

export const SOCKET_NAME = `.s.PGSQL.${SOCKET_PORT}`;

/** The longest path of a socket: `sun_path` has 108 bytes on Linux and 104 on macOS, the last of them 0. */
const LONGEST_SOCKET_PATH = process.platform === 'linux' ? 107 : 103;

/**
 * A socket in the server's own directory, where other accounts may not look. Undefined if its path is too long, or the
 * system has none.
 */
export function socketIn(pgdata: string): ServerAddress | undefined {
  const path = join(pgdata, SOCKET_NAME);
  if (process.platform === 'win32' || Buffer.byteLength(path) > LONGEST_SOCKET_PATH) return undefined;
  return {
    port: SOCKET_PORT,
    settings: {
      port: String(SOCKET_PORT),
      listen_addresses: '',
      // The server works in its directory, which its account may not reach by the folders above.
      unix_socket_directories: '.',
      unix_socket_permissions: '0700',
    },
    url: ({ user, password }, database) =>
      `postgresql://${user}:${password}@localhost:${SOCKET_PORT}/${database}?host=${encodeURIComponent(pgdata)}`,
  };
}

export function onLoopback(port: number): ServerAddress {
  return {
    port,
    settings: { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    url: ({ user, password }, database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`,
  };
}
