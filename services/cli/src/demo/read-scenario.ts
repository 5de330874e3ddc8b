import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario, Step, Story } from './scenario';
import { faultsOf } from './scenario-faults';

const PLATFORM_FOLDER = 'platform';

const SCENARIO_FOLDER = join(__dirname, 'scenario');

/**
 * Reads every folder, and the files of each by name.
 *
 * @throws TypeError with every fault of the scenario
 */
export async function readScenario(folder: string = SCENARIO_FOLDER): Promise<Scenario> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const stories = await Promise.all(names.toSorted().map((name) => readStory(folder, name)));
  const platform = stories.find(({ name }) => name === PLATFORM_FOLDER)?.people ?? {};
  const scenario = {
    platform: platform as Scenario['platform'],
    organizations: stories.filter(({ name }) => name !== PLATFORM_FOLDER),
  };
  const faults = scenario.organizations.flatMap((story) => faultsOf(story, Object.keys(platform)));
  if (faults.length > 0) throw new TypeError(`the demo's scenario has faults:\n${faults.join('\n')}`);
  return scenario;
}

async function readStory(folder: string, name: string): Promise<Story> {
  const files = (await readdir(join(folder, name))).filter((file) => file.endsWith('.json')).toSorted();
  const parts = await Promise.all(
    files.map(async (file) => JSON.parse(await readFile(join(folder, name, file), 'utf8')) as StoryFile),
  );
  const people = Object.assign({}, ...parts.map((part) => part.people ?? {})) as Story['people'];
  const stepsOf = (isLater: boolean) =>
    parts.filter(({ later = false }) => later === isLater).map(({ steps = [] }) => steps);
  return { name, people, files: stepsOf(false), later: stepsOf(true) };
}

interface StoryFile {
  readonly people?: Story['people'];
  readonly steps?: readonly Step[];
  /** Told once everything else of all organisations is. */
  readonly later?: boolean;
}
