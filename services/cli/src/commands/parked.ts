import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly json?: boolean;
  readonly projection?: string;
  readonly kind?: string;
}

export function addParked(program: Command): void {
  const parked = program
    .command('parked')
    .description('events that could not be folded or answered, those that wait behind them, and refusals');
  parked
    .command('list')
    .description('every parked event, in order of position')
    .option('--projection <name>', 'only of this projection or reactor')
    .option('--kind <kind>', 'only of this kind: projection, reactor or refusal')
    .action(async (_: object, command: Command) => {
      const { printParked } = await import('../parked-commands.js');
      const { json = false, ...filters } = command.optsWithGlobals<Options>();
      await printParked(filters, output(json));
    });
  for (const [operation, description] of [
    ['show', 'one parked event, with its error'],
    ['retry', 'fold or answer it and those behind it again, in order'],
    ['skip', 'skip it for good and go on behind it'],
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
