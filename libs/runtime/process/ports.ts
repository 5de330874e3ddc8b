import { createServer } from 'node:net';
import { StartRefused } from '../start-refused';

/**
 * Checks, before anything starts, that the address can be listened on.
 *
 * @throws StartRefused
 */
export async function refusePortInUse(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portRefusal(host, port, error)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Turns an error about an address into a sentence; returns any other error unchanged. */
export function portRefusal(host: string, port: number, error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartRefused(
        `Port ${port} on ${host} is in use by another program. Stop that program, or set PORT to another number.`,
      );
    case 'EACCES':
      return new StartRefused(`The account that starts OpsLedger may not listen on port ${port}. Set PORT above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartRefused(`${host} is no address of this machine. Set HOST to one of its own, or to 0.0.0.0.`);
    case undefined:
    default:
      return error;
  }
}
