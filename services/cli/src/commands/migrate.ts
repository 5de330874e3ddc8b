import type { Command } from 'commander';
import { output } from '../output';

export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to what this release needs; safe to run from several places at once')
    .action(async (_: object, command: Command) => {
      const [{ operatorDatabase }, { migrateFor }, { loadServices, serviceNames }] = await Promise.all([
        import('../operator.js'),
        import('#libs/runtime'),
        import('../service-tree.js'),
      ]);
      const { services } = await loadServices(serviceNames());
      const database = await operatorDatabase();
      try {
        await migrateFor(services, database.databaseUrl, database.configuration);
      } finally {
        await database.close();
      }
      output(command.optsWithGlobals<{ json?: boolean }>().json ?? false).done('The database is up to date.');
    });
}
