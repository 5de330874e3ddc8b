#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addAdmin } from './commands/admin';
import { addDoctor } from './commands/doctor';
import { addEvents } from './commands/events';
import { addFsck } from './commands/fsck';
import { addKeys } from './commands/keys';
import { addMigrate } from './commands/migrate';
import { addParked } from './commands/parked';
import { addProjections } from './commands/projections';
import { addServe } from './commands/serve';
import { exitCodeOf, sentenceOf } from './exit';

/** Each command loads its modules when it is called: `--help` answers at once. */
function program(): Command {
  const root = new Command('opsledger')
    .description('Runs OpsLedger and operates it. Settings come from the environment; see docs/operations.md.')
    .option('--json', 'print JSON')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError('(--help lists what there is)');
  for (const add of [addServe, addMigrate, addAdmin, addKeys, addProjections, addParked, addEvents, addDoctor, addFsck])
    add(root);
  return root;
}

/** `opsledger … | head`: when the reader leaves, the command still ends its work. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

async function main(): Promise<void> {
  outliveReaders();
  try {
    await program().parseAsync();
  } catch (error) {
    // Commander has printed its message already.
    if (!(error instanceof CommanderError)) process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

void main();
