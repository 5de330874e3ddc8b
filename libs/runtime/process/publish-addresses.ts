import { writeRuntimeFile } from '../data-directory/runtime-file';
import type { BusAddress } from './servers';

interface Addresses {
  readonly apiUrl: string;
  readonly databaseUrl: string;
  /** Of the operator's tool. */
  readonly bus: BusAddress;
}

/** Writes the addresses of this process for the operator's tool. */
export async function publishAddresses(dataDir: string, { apiUrl, databaseUrl, bus }: Addresses): Promise<void> {
  const natsUrl = new URL(bus.servers);
  if (bus.user !== undefined) natsUrl.username = bus.user;
  if (bus.password !== undefined) natsUrl.password = bus.password;
  await writeRuntimeFile(dataDir, { apiUrl, databaseUrl, natsUrl: natsUrl.href });
}
