import type { Command } from 'commander';
import { output } from '../output';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date with this release; safe to run from several places at once')
    .action(async (_: object, command: Command) => {
      const { migrateDatabase } = await import('../migrate-database.js');
      await migrateDatabase(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
}
