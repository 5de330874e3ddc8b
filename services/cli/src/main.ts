#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { addAdmin } from './commands/admin';
import { addDemo } from './commands/demo';
import { addDoctor } from './commands/doctor';
import { addEvents } from './commands/events';
import { addFsck } from './commands/fsck';
import { addJobs } from './commands/jobs';
import { addKeys } from './commands/keys';
import { addMigrate } from './commands/migrate';
import { addParked } from './commands/parked';
import { addProjections } from './commands/projections';
import { addServe } from './commands/serve';
import { addWebhooks } from './commands/webhooks';
import { exitCodeOf, isForOperators, sentenceOf } from './exit';
import { ReaderLeft, outliveReaders } from './standard-output';
import { version } from './version';

/** Each command loads its modules when it is called: `--help` answers at once. */
function program(): Command {
  const root = new Command('opsledger')
    .description('Runs OpsLedger and operates it. Settings come from the environment; see docs/operations.md.')
    .option('--json', 'print JSON')
    .version(version(), '--version', 'print the version of this release')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError('(--help lists what there is)');
  for (const add of [
    addServe,
    addMigrate,
    addAdmin,
    addDemo,
    addKeys,
    addProjections,
    addParked,
    addEvents,
    addWebhooks,
    addJobs,
    addDoctor,
    addFsck,
  ])
    add(root);
  return root;
}

/** Turns a fault of the servers or files that a command used into a sentence; loads what it needs for that. */
async function explained(error: unknown): Promise<unknown> {
  if (isForOperators(error)) return error;
  const { explainFault } = await import('./explain-fault.js');
  return explainFault(error);
}

async function main(): Promise<void> {
  outliveReaders();
  try {
    await program().parseAsync();
  } catch (error) {
    if (error instanceof ReaderLeft) return;
    // Commander has printed its message already.
    if (!(error instanceof CommanderError)) process.stderr.write(`${sentenceOf(await explained(error))}\n`);
    process.exitCode = exitCodeOf(error);
  }
}

void main();
