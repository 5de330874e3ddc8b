import { StartRefused } from '../start-refused';
import { type HealthServerOptions, type ListeningServer, startHealthServer } from './health-server';

/**
 * Opens the port of the process before anything else starts: health is answered from then on.
 *
 * @throws StartRefused
 */
export async function openPort(options: HealthServerOptions): Promise<ListeningServer> {
  try {
    return await startHealthServer(options);
  } catch (error) {
    throw portRefusal(options.host, options.port, error as NodeJS.ErrnoException);
  }
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
