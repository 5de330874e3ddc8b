import { once } from 'node:events';
import { createLogger } from '#libs/observability';
import { type Configuration, StartRefused, readConfiguration, withoutEffect } from '#libs/runtime';
import { boot } from '#libs/runtime/process';
import { loadDemoAtStart, refuseDemoInProduction } from './demo/demo-at-start';
import { loadServices, serviceNames } from './service-tree';
import { loseLines } from './standard-output';
import { abortOnSignal } from './stop-signals';
import { WrongUse } from './wrong-use';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The time after the stop at which the process exits, whatever still keeps it alive. */
const LINGER_MS = 1_000;

/**
 * Starts the named services and runs until it is told to stop, or until it cannot go on.
 *
 * @throws StartRefused | WrongUse
 */
export async function serve(names: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  abortOnSignal(stopping);
  loseLines();
  const configuration = readConfiguration(process.env, names);
  const addressed = configuration.databaseUrl !== undefined && configuration.natsUrl !== undefined;
  if (names.length < serviceNames().length && !addressed) {
    throw new WrongUse(
      'Some services alone need DATABASE_URL and NATS_URL, where they meet the others. `serve all` needs neither.',
    );
  }
  refuseDemoInProduction(configuration);
  for (const name of withoutEffect(process.env)) say(`${name} has no effect in this release.`);
  try {
    await run(configuration, names, stopping);
  } finally {
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}

async function run(configuration: Configuration, names: readonly string[], stopping: AbortController): Promise<void> {
  const { signal } = stopping;
  const platform = await boot({
    configuration,
    ...(await loadServices(names)),
    logger: createLogger({ level: configuration.logLevel, onLoss: (line) => process.stderr.write(`${line}\n`) }),
    say,
    signal,
    givenUp: (reason) => stopping.abort(reason),
  });
  if (platform) {
    try {
      const { whole } = await loadDemoAtStart(configuration, { names, signal, say });
      if (!signal.aborted) say(`OpsLedger ready on ${platform.url}`);
      if (!signal.aborted) await once(signal, 'abort');
      await whole;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await platform.stop({ inOrder: !(signal.reason instanceof StartRefused) });
    }
  }
  if (signal.reason instanceof StartRefused) throw signal.reason;
}
