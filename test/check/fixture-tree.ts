import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** The project's own settings, so that the same rules judge a fixture and the tree. */
const SETTINGS = [
  '.oxlintrc.json',
  '.dependency-cruiser.js',
  '.prettierrc.json',
  '.prettierignore',
  '.swcrc',
  'knip.json',
  'package.json',
  'tsconfig.json',
  'test/check/asvs.mjs',
  'test/check/deployment.mjs',
  'test/check/names.mjs',
  'test/check/purity-plugin.mjs',
  'test/check/repository.mjs',
  'test/deployment',
];

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FixtureTree {
  readonly directory: string;
  /** Runs a tool of node_modules/.bin, or `node` itself, in the tree. */
  run(tool: string, ...args: readonly string[]): Finished;
  remove(): void;
}

/** A tree of its own in the temporary folder: the project's settings, its packages, and these files (path → source). */
export function fixtureTree(files: Readonly<Record<string, string>>): FixtureTree {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'opsledger-check-')));
  for (const setting of SETTINGS) cpSync(join(ROOT, setting), join(directory, setting), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), source);
  }
  return {
    directory,
    run(tool, ...args) {
      const program = tool === 'node' ? process.execPath : join(directory, 'node_modules/.bin', tool);
      const done = spawnSync(program, args, { cwd: directory, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
      if (done.error) throw done.error;
      return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
