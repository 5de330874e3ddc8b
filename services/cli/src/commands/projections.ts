import type { Command } from 'commander';
import { output } from '../output';
import type { SimpleOperation } from '../projection-commands';

interface Options {
  readonly json?: boolean;
  readonly service?: string;
  readonly checksum?: boolean;
  readonly all?: boolean;
  readonly promote: boolean;
}

/** The operations that are answered at once, by name. */
const OPERATIONS = {
  pause: 'pause a rebuild while one runs, and else the projection',
  resume: 'go on with what is paused or stopped',
  cancel: 'end a rebuild and drop its rows',
  promote: 'let queries read the rebuilt slot',
  rollback: 'go back to the slot that served before',
  drop: 'drop the slot that does not serve, or older versions that nobody folds',
} as const satisfies Record<SimpleOperation, string>;

export function addProjections(program: Command): void {
  const projections = program.command('projections').description('look at read models, rebuild and switch them');
  addLooking(projections);
  addRebuild(projections);
  for (const [operation, description] of Object.entries(OPERATIONS)) {
    projections
      .command(operation)
      .description(description)
      .argument('<name>')
      .action(async (name: string, _: object, command: Command) => {
        const { operate } = await import('../projection-commands.js');
        await operate(operation as SimpleOperation, name, output(command.optsWithGlobals<Options>().json ?? false));
      });
  }
}

function addLooking(projections: Command): void {
  projections
    .command('list')
    .description('every projection: its position and how far behind it is')
    .option('--service <name>', 'only of this service')
    .action(async (_: object, command: Command) => {
      const { printProjections } = await import('../projection-commands.js');
      const { json = false, service } = command.optsWithGlobals<Options>();
      await printProjections(service, output(json));
    });
  projections
    .command('status')
    .description('one projection in full')
    .argument('<name>')
    .option('--checksum', 'compute the checksum of its rows')
    .action(async (name: string, _: object, command: Command) => {
      const { showProjection } = await import('../projection-commands.js');
      const { json = false, checksum = false } = command.optsWithGlobals<Options>();
      await showProjection(name, checksum, output(json));
    });
}

function addRebuild(projections: Command): void {
  projections
    .command('rebuild')
    .description('fill a new slot from the log while the old one serves, and switch over when it has caught up')
    .argument('[names...]')
    .option('--all', 'every projection, one after the other')
    .option('--no-promote', 'stop before switching over')
    .action(async (names: string[], _: object, command: Command) => {
      const { rebuildProjections } = await import('../projection-commands.js');
      const { json = false, all = false, promote } = command.optsWithGlobals<Options>();
      await rebuildProjections(names, { all, promote }, output(json));
    });
}
