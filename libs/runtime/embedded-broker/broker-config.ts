import type { BrokerOptions } from './options';

/** The configuration of a broker in its own process: the options that can be written as JSON. */
export type BrokerConfig = Omit<BrokerOptions, 'log'>;

/** Its one answer. */
export type BrokerReport =
  | { readonly listening: { readonly port: number } }
  | { readonly failed: { readonly code: string; readonly message: string } };

/**
 * Checks a configuration from outside. The permissions' patterns are checked when the broker is made.
 *
 * @throws TypeError that lists every fault by name, and no value
 */
export function parseBrokerConfig(input: unknown): BrokerConfig {
  const config = asRecord(input);
  if (!config) throw new TypeError('the configuration is not an object');
  const faults = [
    ...(['host'] as const).filter((name) => !isOptional(config[name], 'string')),
    ...(isPort(config['port']) ? [] : ['port']),
    ...limitFaults(config['limits']),
    ...userFaults(config['users']),
  ];
  if (faults.length > 0) throw new TypeError(`wrong or missing in the configuration: ${faults.join(', ')}`);
  return config as object as BrokerConfig;
}

function limitFaults(input: unknown): string[] {
  if (input === undefined) return [];
  const limits = asRecord(input);
  if (!limits) return ['limits'];
  return Object.entries(limits)
    .filter(([, value]) => !Number.isSafeInteger(value) || (value as number) <= 0)
    .map(([name]) => `limits.${name}`);
}

function userFaults(input: unknown): string[] {
  if (!Array.isArray(input) || input.length === 0) return ['users'];
  return input.flatMap((each: unknown, index) => {
    const user = asRecord(each);
    if (!user) return [`users[${index}]`];
    return (['user', 'password'] as const)
      .filter((name) => typeof user[name] !== 'string' || user[name] === '')
      .map((name) => `users[${index}].${name}`);
  });
}

function isPort(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535);
}

function isOptional(value: unknown, type: string): boolean {
  return value === undefined || typeof value === type;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
