import { type Configuration, StartRefused } from '#libs/runtime';
import { output } from '../output';
import { GATEWAY_NAME } from '../service-tree';

type Settings = Pick<Configuration, 'demo' | 'demoDays' | 'mode' | 'dataDir'>;

interface Start {
  /** The services of this process. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** @throws StartRefused */
export function refuseDemoInProduction({ demo, mode }: Pick<Settings, 'demo' | 'mode'>): void {
  if (!demo || mode !== 'production') return;
  throw new StartRefused(
    'OPSLEDGER_DEMO makes accounts with every role and one password, and NODE_ENV is production. Leave it out; ' +
      '`opsledger demo load --force` loads the demo all the same.',
  );
}

/**
 * Loads the demo where OPSLEDGER_DEMO asks for it, once, in the process that has the gateway. Resolves when it can be used,
 * with the end of the load: its year of production is loaded meanwhile.
 */
export async function loadDemoAtStart(
  { demo, demoDays, dataDir }: Settings,
  { names, signal, say }: Start,
): Promise<{ readonly whole: Promise<void> }> {
  const nothing = { whole: Promise.resolve() };
  if (!demo || !names.includes(GATEWAY_NAME)) return nothing;
  const { isLoaded, loadDemo } = await import('./load-demo.js');
  if (await isLoaded(dataDir, demoDays)) {
    say('The demo is loaded; `opsledger demo load` prints its accounts.');
    return nothing;
  }
  say('Loading the demo.');
  const { printAccounts } = await import('./print-demo.js');
  let canBeUsed = () => {};
  const usable = new Promise<void>((resolve) => {
    canBeUsed = resolve;
  });
  const loaded = loadDemo({
    days: demoDays,
    signal,
    usable(accounts) {
      printAccounts(accounts, output(false));
      say(`The last ${demoDays} days of production follow.`);
      canBeUsed();
    },
  });
  await Promise.race([usable, loaded]);
  const whole = loaded.then(
    () => say('The demo is whole.'),
    (error: unknown) => signal.aborted || say(`The demo is not whole: ${messageOf(error)}`),
  );
  return { whole: whole.then(() => undefined) };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
