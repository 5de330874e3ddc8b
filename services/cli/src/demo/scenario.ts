import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlatformRole } from '#contracts/roles';

/** JSON of a scenario's file; `body-values.ts` has the values that begin with `$`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface Person {
  readonly email: string;
  readonly name: string;
  /** As `GET auth/me` shows them. Steps give the roles of an organisation; these are printed. */
  readonly roles: readonly string[];
}

/** One command. With `every` it is one for each of these days of the history, and named after the day too. */
export interface Step {
  /** Unique in its folder and fixed for good: the command's id derives from it. */
  readonly name: string;
  /** The person who sends it. */
  readonly as: string;
  /** The name of the contract. */
  readonly send: string;
  readonly body: { readonly [name: string]: Json };
  readonly every?: readonly Weekday[];
  /** Only in these weeks of the history; 0 is the first. Default: all. */
  readonly weeks?: readonly number[];
  /** `HH:MM` in the organisation's time zone: the body's `effectiveAt`. */
  readonly at?: string;
}

/** An organisation's folder, or `platform`. */
export interface Story {
  readonly name: string;
  readonly people: Readonly<Record<string, Person>>;
  /** In the order of the files; steps of one file that have a day are in the order of their moments. */
  readonly files: readonly (readonly Step[])[];
}

export interface Scenario {
  /** By the names that steps use. */
  readonly platform: Readonly<Record<string, Person & { readonly roles: readonly PlatformRole[] }>>;
  readonly organizations: readonly Story[];
}

const PLATFORM_FOLDER = 'platform';

export const SCENARIO_FOLDER = join(__dirname, 'scenario');

/** Reads every folder, and the files of each by name. */
export async function readScenario(folder: string = SCENARIO_FOLDER): Promise<Scenario> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const stories = await Promise.all(names.toSorted().map((name) => readStory(folder, name)));
  const platform = stories.find(({ name }) => name === PLATFORM_FOLDER)?.people ?? {};
  return {
    platform: platform as Scenario['platform'],
    organizations: stories.filter(({ name }) => name !== PLATFORM_FOLDER),
  };
}

async function readStory(folder: string, name: string): Promise<Story> {
  const files = (await readdir(join(folder, name))).filter((file) => file.endsWith('.json')).toSorted();
  const parts = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, name, file), 'utf8')) as StoryFile),
  );
  const people = Object.assign({}, ...parts.map((part) => part.people ?? {})) as Story['people'];
  return { name, people, files: parts.map(({ steps = [] }) => steps) };
}

interface StoryFile {
  readonly people?: Story['people'];
  readonly steps?: readonly Step[];
}
