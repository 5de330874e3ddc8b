import { resolve } from 'node:path';
import { StartRefused } from '../start-refused';
import { Fault, type Setting } from './setting';
import { SETTINGS, TOGETHER } from './settings';

type Settings = typeof SETTINGS;

/** The environment, read and checked. `dataDir` is absolute. */
export type Configuration = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never;
};

/** One variable and what is wrong with it. */
export interface ConfigurationFault {
  readonly variable: string;
  readonly fault: string;
}

/** Every fault at once, by name, and no value: values are secrets. */
export class ConfigurationRefused extends StartRefused {
  constructor(readonly faults: readonly ConfigurationFault[]) {
    super(
      `The configuration cannot be used:\n${faults.map(({ variable, fault }) => `  ${variable} ${fault}`).join('\n')}`,
    );
  }
}

/** @throws ConfigurationRefused */
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const { values, faults } = readAll(environment);
  faults.push(...missingInProduction(values), ...incomplete(values));
  if (faults.length > 0) throw new ConfigurationRefused(unique(faults));
  return { ...values, dataDir: resolve(values.dataDir) };
}

function readAll(environment: NodeJS.ProcessEnv): { values: Configuration; faults: ConfigurationFault[] } {
  const faults: ConfigurationFault[] = [];
  const values = Object.entries<Setting<unknown>>(SETTINGS).map(([key, { name, read, fallback }]) => {
    const given = environment[name]?.trim();
    // An empty variable is an absent one: that is how compose files and shells leave one out.
    if (!given) return [key, fallback];
    try {
      return [key, read(given)];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push({ variable: name, fault: error.message });
      return [key, fallback];
    }
  });
  return { values: Object.fromEntries(values) as Configuration, faults };
}

function missingInProduction(values: Configuration): ConfigurationFault[] {
  if (values.mode !== 'production') return [];
  return Object.entries<Setting<unknown>>(SETTINGS)
    .filter(([key, { requiredInProduction }]) => requiredInProduction && values[key as keyof Settings] === undefined)
    .map(([, { name }]) => ({ variable: name, fault: 'is required in production' }));
}

function incomplete(values: Configuration): ConfigurationFault[] {
  return TOGETHER.flatMap((group) => {
    const given = group.filter((key) => values[key] !== undefined);
    if (given.length === 0 || given.length === group.length) return [];
    const names = given.map((key) => SETTINGS[key].name).join(', ');
    return group
      .filter((key) => values[key] === undefined)
      .map((key) => ({ variable: SETTINGS[key].name, fault: `is needed with ${names}` }));
  });
}

/** The first fault of each variable: one that could not be read also looks as if it were missing. */
function unique(faults: readonly ConfigurationFault[]): ConfigurationFault[] {
  return faults.filter(({ variable }, index) => faults.findIndex((each) => each.variable === variable) === index);
}
