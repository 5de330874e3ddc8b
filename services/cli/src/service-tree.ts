import { extname, join } from 'node:path';
import { SERVICES } from '#contracts/services';
import type { EdgeDefinition, ServiceDefinition } from '#libs/runtime';

/** `services/`, beside this service's own folder: no service imports another, so they are found by their names. */
const FOLDER = join(__dirname, '..', '..');

export const GATEWAY_NAME = 'gateway';

/** Every service of this release, the gateway included. */
export function serviceNames(): readonly string[] {
  return SERVICES;
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
  const file = join(FOLDER, name, 'src', `${name}.service${extname(__filename)}`);
  const loaded = (await import(file)) as Record<string, Definition | undefined>;
  const definition = loaded[name];
  if (!definition) throw new TypeError(`${name}.service exports no ${name}`);
  return definition;
}
