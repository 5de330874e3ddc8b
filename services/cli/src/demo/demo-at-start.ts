import { type Configuration, StartRefused } from '#libs/runtime';
import { output } from '../output';
import { GATEWAY_NAME } from '../service-tree';

type Settings = Pick<Configuration, 'demo' | 'mode' | 'dataDir'>;

interface Start {
  /** The services of this process. */
  readonly names: readonly string[];
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** @throws StartRefused */
export function refuseDemoInProduction({ demo, mode }: Settings): void {
  if (!demo || mode !== 'production') return;
  throw new StartRefused(
    'OPSLEDGER_DEMO makes accounts with every role and one password, and NODE_ENV is production. Leave it out; ' +
      '`opsledger demo load --force` loads the demo all the same.',
  );
}

/** Loads the demo where OPSLEDGER_DEMO asks for it, once, in the process that has the gateway. */
export async function loadDemoAtStart({ demo, dataDir }: Settings, { names, signal, say }: Start): Promise<void> {
  if (!demo || !names.includes(GATEWAY_NAME)) return;
  const { isLoaded, loadDemo } = await import('./load-demo.js');
  if (await isLoaded(dataDir)) {
    say('The demo is loaded; `opsledger demo load` prints its accounts.');
    return;
  }
  say('Loading the demo.');
  const { printAccounts } = await import('./print-demo.js');
  printAccounts(await loadDemo({ signal }), output(false));
}
