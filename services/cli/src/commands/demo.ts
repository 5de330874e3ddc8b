import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addDemo(program: Command): void {
  const demo = program.command('demo').description('two organisations to try things with');
  demo
    .command('load')
    .description('load them into the running instance, or go on with that; print the accounts and their password')
    .option('--force', 'also where NODE_ENV is production')
    .action(async (_: object, command: Command) => {
      const { loadAndPrint } = await import('../demo/print-demo.js');
      const options = command.optsWithGlobals<Options>();
      await loadAndPrint(options, output(options.json ?? false));
    });
}
