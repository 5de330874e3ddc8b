import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly email: string;
  readonly name: string;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function addAdmin(program: Command): void {
  const admin = program.command('admin').description("the platform's own people");
  admin
    .command('create')
    .description('make an account with the role super_admin')
    .requiredOption('--email <address>', 'where it signs in')
    .option('--name <name>', 'how it is called', 'Administrator')
    .option('--password-stdin', 'read the password from standard input (default: make one up and print it)')
    .action(async (_: object, command: Command) => {
      const { createAdministrator } = await import('../create-administrator.js');
      const options = command.optsWithGlobals<Options>();
      await createAdministrator(options, output(options.json ?? false));
    });
}
