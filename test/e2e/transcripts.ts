import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** A command of a page, and what it prints. */
interface Step {
  readonly command: string;
  /** As the page shows it; `…` stands for anything. */
  readonly output: string;
}

/** The commands of a page's transcripts, by the headings (of the second level) that they stand under. */
export async function transcripts(page: string): Promise<ReadonlyMap<string, readonly Step[]>> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const sections = text.split(/^## /m).map((section) => [section.split('\n', 1)[0] ?? '', stepsIn(section)] as const);
  return new Map(sections.filter(([, steps]) => steps.length > 0));
}

function stepsIn(section: string): readonly Step[] {
  const blocks = [...section.matchAll(/```console\n(.*?)```/gs)].map((match) => match[1] as string);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const [command = '', ...output] = step.trimEnd().split('\n');
        return { command, output: output.join('\n') };
      }),
  );
}

/** Types the commands into one shell, as a reader does, and expects of each to print what the page shows. */
export async function expectTranscript(steps: readonly Step[], environment: NodeJS.ProcessEnv): Promise<void> {
  const bin = await mkdtemp(join(tmpdir(), 'opsledger-tour-'));
  try {
    const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(ROOT, 'dist/services/cli/src/main.js')}" "$@"\n`;
    await writeFile(join(bin, 'npx'), npx);
    await chmod(join(bin, 'npx'), 0o755);
    const printed = await type(
      steps.map(({ command }) => command),
      { ...environment, PATH: `${bin}:${process.env.PATH}`, HOME: bin },
    );
    steps.forEach(({ command, output }, index) => {
      const text = printed[index] ?? '';
      expect({ command, printed: matches(output, text) ? output : text }).toEqual({ command, printed: output });
    });
  } finally {
    await rm(bin, { recursive: true });
  }
}

const matches = (shown: string, printed: string) =>
  new RegExp(
    `^${shown
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*?')}$`,
    's',
  ).test(printed);

/** Runs all commands in one shell; returns the output and error of each. */
async function type(commands: readonly string[], environment: NodeJS.ProcessEnv): Promise<string[]> {
  const mark = '--- end of a step ---';
  const script = commands.map((command) => `${command}\necho '${mark}'`).join('\n');
  const shell = spawn('bash', ['-e', '-o', 'pipefail'], { cwd: ROOT, env: environment });
  let printed = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  shell.stdin.end(script);
  await once(shell, 'close');
  return printed.split(`${mark}\n`).map((text) => text.trim());
}
