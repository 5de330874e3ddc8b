import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly json?: boolean;
  readonly projection?: string;
}

export function addParked(program: Command): void {
  const parked = program
    .command('parked')
    .description('events that a projection could not fold, and what waits behind them');
  parked
    .command('list')
    .description('every parked event, in order of position')
    .option('--projection <name>', 'only of this projection')
    .action(async (_: object, command: Command) => {
      const { listParked } = await import('../parked-commands.js');
      const { json = false, projection } = command.optsWithGlobals<Options>();
      await listParked(projection, output(json));
    });
  for (const [operation, description] of [
    ['show', 'one parked event, with why'],
    ['retry', 'fold it and those behind it again, in order'],
    ['skip', 'leave it out for good and fold those behind it'],
  ] as const) {
    parked
      .command(operation)
      .description(description)
      .argument('<id>')
      .action(async (id: string, _: object, command: Command) => {
        const { operateParked } = await import('../parked-commands.js');
        await operateParked(operation, id, output(command.optsWithGlobals<Options>().json ?? false));
      });
  }
}
