import { StartRefused, readConfiguration } from '#libs/runtime';
import type { Output } from '../output';
import { ProgressBar } from '../progress-bar';
import type { DemoAccount } from './demo-accounts';
import { loadDemo } from './load-demo';

/** @throws StartRefused in production, unless it is forced */
export async function loadAndPrint({ force = false }: { readonly force?: boolean }, to: Output): Promise<void> {
  const { mode, demoDays } = readConfiguration(process.env, 'operator');
  if (mode === 'production' && !force) {
    throw new StartRefused(
      'The demo makes accounts with every role and one password, and NODE_ENV is production. --force loads it all the ' +
        'same.',
    );
  }
  const bar = new ProgressBar('demo');
  try {
    const accounts = await loadDemo({ days: demoDays, told: (share) => bar.update(share) });
    bar.finish();
    printAccounts(accounts, to);
  } finally {
    bar.finish();
  }
}

export function printAccounts(accounts: readonly DemoAccount[], to: Output): void {
  to.rows(accounts, ['email', 'password', 'organization', 'roles']);
}
