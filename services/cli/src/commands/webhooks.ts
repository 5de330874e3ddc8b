import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly json?: boolean;
  readonly source?: string;
  readonly status?: string;
}

export function addWebhooks(program: Command): void {
  const webhooks = program.command('webhooks').description('the calls of HR systems, of all organisations');
  webhooks
    .command('list')
    .description('the latest 200 calls, newest first')
    .option('--source <slug>', 'only of this source')
    .option(
      '--status <status>',
      'only with this status: quarantined, unreadable, accepted, processed, failed or expired',
    )
    .action(async (_: object, command: Command) => {
      const { printWebhooks } = await import('../webhook-commands.js');
      const { json = false, ...filter } = command.optsWithGlobals<Options>();
      await printWebhooks(filter, output(json));
    });
  webhooks
    .command('show')
    .description('one call, with what became of it')
    .argument('<id>')
    .action(async (id: string, _: object, command: Command) => {
      const { showWebhook } = await import('../webhook-commands.js');
      await showWebhook(id, output(command.optsWithGlobals<Options>().json ?? false));
    });
  webhooks
    .command('retry')
    .description('verify, read and process it again')
    .argument('<id>')
    .action(async (id: string, _: object, command: Command) => {
      const { retryWebhook } = await import('../webhook-commands.js');
      await retryWebhook(id, output(command.optsWithGlobals<Options>().json ?? false));
    });
}
