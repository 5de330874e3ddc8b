import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OpsLedgerProcess } from '#libs/testing';

const ROOT = resolve(__dirname, '../..');
const PASSWORD = 'the password that was printed';

interface Step {
  readonly command: string;
  /** As the page shows it; `…` stands for anything. */
  readonly output: string;
}

/** The commands of a page's transcripts, with their output. */
async function tour(page: string): Promise<Step[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/```console\n(.*?)```/gs)].map((match) => match[1] as string);
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

const matches = (shown: string, printed: string) =>
  new RegExp(
    `^${shown
      .split('…')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*?')}$`,
    's',
  ).test(printed);

/** Runs all commands in one shell, as a reader types them; returns the output and error of each. */
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

it('is true, word for word: the five minutes of the README, and the tour of stock that goes on from there', async () => {
  const bin = await mkdtemp(join(tmpdir(), 'opsledger-tour-'));
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(ROOT, 'dist/services/cli/src/main.js')}" "$@"\n`;
  await writeFile(join(bin, 'npx'), npx);
  await chmod(join(bin, 'npx'), 0o755);
  const opsledger = await OpsLedgerProcess.start({
    OPSLEDGER_ADMIN_EMAIL: 'admin@opsledger.local',
    OPSLEDGER_ADMIN_PASSWORD: PASSWORD,
  });
  try {
    const pages = [await tour('README.md'), await tour('docs/stock.md')];
    for (const page of pages) expect(page.length).toBeGreaterThan(15);
    const steps = pages.flat();
    const printed = await type(
      steps.map(({ command }) => command),
      {
        PATH: `${bin}:${process.env.PATH}`,
        HOME: bin,
        PASSWORD,
        PORT: new URL(opsledger.url).port,
        OPSLEDGER_DATA_DIR: join(opsledger.dataDir, 'var'),
      },
    );
    steps.forEach(({ command, output }, index) => {
      const text = printed[index] ?? '';
      expect({ command, printed: matches(output, text) ? output : text }).toEqual({ command, printed: output });
    });
  } finally {
    await opsledger.remove();
    await rm(bin, { recursive: true });
  }
});
