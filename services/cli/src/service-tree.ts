import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { EdgeDefinition, ServiceDefinition } from '#libs/runtime';

/** `services/`, beside this service's own folder: no service imports another, so they are found by their names. */
const SERVICES = join(__dirname, '..', '..');

/** The order of the start, so that each finds the services it calls at its start; the others follow by name. */
const ORDER = ['auth', 'tenancy', 'inventory', 'audit'];

export const GATEWAY_NAME = 'gateway';

/** Every service of this release, the gateway included. */
export function serviceNames(): readonly string[] {
  const found = readdirSync(SERVICES).filter((name) => existsSync(fileOf(name)));
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return found.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Loads services: `services/<name>/src/<name>.service.ts` exports the definition under the service's name. */
export async function loadServices(
  names: readonly string[],
): Promise<{ readonly services: readonly ServiceDefinition[]; readonly edge?: EdgeDefinition }> {
  const services: ServiceDefinition[] = [];
  for (const name of names) if (name !== GATEWAY_NAME) services.push(await load<ServiceDefinition>(name));
  return { services, ...(names.includes(GATEWAY_NAME) && { edge: await load<EdgeDefinition>(GATEWAY_NAME) }) };
}

async function load<Definition>(name: string): Promise<Definition> {
  const loaded = (await import(fileOf(name))) as Record<string, Definition | undefined>;
  const definition = loaded[name];
  if (!definition) throw new TypeError(`${name}.service exports no ${name}`);
  return definition;
}

function fileOf(name: string): string {
  return join(SERVICES, name, 'src', `${name}.service${extname(__filename)}`);
}
