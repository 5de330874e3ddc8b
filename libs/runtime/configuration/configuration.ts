import { resolve } from 'node:path';
import { StartRefused } from '../start-refused';
import { givenText } from './given-text';
import { Fault, type Setting } from './setting';
import { SETTINGS, TOGETHER, WITHOUT_EFFECT } from './settings';

type Settings = typeof SETTINGS;

type Value<Name extends keyof Settings> = Settings[Name] extends Setting<infer T> ? T : never;

/** The environment, read and checked. `dataDir` is absolute. */
export type Configuration = {
  readonly [Name in keyof Settings as undefined extends Value<Name> ? never : Name]: Value<Name>;
} & {
  readonly [Name in keyof Settings as undefined extends Value<Name> ? Name : never]?: NonNullable<Value<Name>>;
};

/** One variable and its fault. */
export interface ConfigurationFault {
  readonly variable: string;
  readonly fault: string;
}

/** Every fault at once, by name and without values: values are secrets. */
export class ConfigurationRefused extends StartRefused {
  constructor(readonly faults: readonly ConfigurationFault[]) {
    super(
      `The configuration cannot be used:\n${faults.map(({ variable, fault }) => `  ${variable} ${fault}`).join('\n')}`,
    );
  }
}

/**
 * `runs`: the services of this process, since not every process needs every secret; or `operator`, which needs none.
 *
 * @throws ConfigurationRefused
 */
export function readConfiguration(
  environment: NodeJS.ProcessEnv,
  runs: readonly string[] | 'operator' = ['auth'],
): Configuration {
  const { values, faults } = readAll(environment);
  faults.push(...missingInProduction(values, runs), ...incomplete(values));
  if (faults.length > 0) throw new ConfigurationRefused(unique(faults));
  return { ...values, dataDir: resolve(values.dataDir) };
}

/** The names of the variables that are set and have no effect in this release. */
export function withoutEffect(environment: NodeJS.ProcessEnv): readonly string[] {
  return WITHOUT_EFFECT.map((key) => SETTINGS[key])
    .filter(({ name, fallback }) => ![undefined, '', String(fallback)].includes(environment[name]?.trim()))
    .map(({ name }) => name);
}

function readAll(environment: NodeJS.ProcessEnv): { values: Configuration; faults: ConfigurationFault[] } {
  const faults: ConfigurationFault[] = [];
  const values = Object.entries<Setting<unknown>>(SETTINGS).map(
    ([key, { name, read, fallback }]): [string, unknown] => {
      try {
        const given = givenText(environment, name);
        return [key, given === undefined ? fallback : read(given)];
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        faults.push({ variable: name, fault: error.message });
        return [key, fallback];
      }
    },
  );
  const present = values.filter(([, value]) => value !== undefined);
  return { values: Object.fromEntries(present) as Configuration, faults };
}

function missingInProduction(values: Configuration, runs: readonly string[] | 'operator'): ConfigurationFault[] {
  if (values.mode !== 'production' || runs === 'operator') return [];
  return Object.entries<Setting<unknown>>(SETTINGS)
    .filter(([key]) => values[key as keyof Settings] === undefined)
    .filter(([, { requiredInProduction: by }]) => by === 'services' || (by === 'auth' && runs.includes(by)))
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

/** The first fault of each variable: an unreadable one also looks as if it were missing. */
function unique(faults: readonly ConfigurationFault[]): ConfigurationFault[] {
  return faults.filter(({ variable }, index) => faults.findIndex((each) => each.variable === variable) === index);
}
