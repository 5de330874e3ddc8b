import type { Command } from 'commander';
import { output } from '../output';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check settings, secrets, data directory, database, log, bus, keys, accounts and roles')
    .action(async (_: object, command: Command) => {
      const { doctor } = await import('../doctor/doctor.js');
      await doctor(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
}
