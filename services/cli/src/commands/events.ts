import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly json?: boolean;
  readonly after?: string;
  readonly type?: string;
  readonly limit?: string;
}

export function addEvents(program: Command): void {
  const events = program.command('events').description('look at the event log; personal fields stay encrypted');
  events
    .command('tail')
    .description('show events as they are appended, until interrupted')
    .option('--after <position>', 'start after this position; "start" for the whole log (default: now)')
    .option('--type <type>', 'only events of this type')
    .option('--limit <count>', 'stop after so many')
    .action(async (_: object, command: Command) => {
      const { tail } = await import('../event-commands.js');
      await tail(command.optsWithGlobals<Options>());
    });
  events
    .command('show')
    .description('show the events of one stream')
    .argument('<stream>', 'inventory.stock_ledger-<tenant>.<id>')
    .action(async (stream: string, _: object, command: Command) => {
      const { show } = await import('../event-commands.js');
      await show(stream, output(command.optsWithGlobals<Options>().json ?? false));
    });
  events
    .command('export')
    .description('write the log to standard output, one JSON object per line')
    .option('--after <position>', 'start after this position')
    .option('--type <type>', 'only events of this type')
    .action(async (_: object, command: Command) => {
      const { exportEvents } = await import('../event-commands.js');
      await exportEvents(command.optsWithGlobals<Options>());
    });
}
