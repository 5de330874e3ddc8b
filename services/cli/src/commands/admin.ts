import { type Command, Option } from 'commander';
import { PLATFORM_ROLES, type PlatformRole } from '#contracts/roles';
import { output } from '../output';

interface Options {
  readonly email: string;
  readonly name: string;
  readonly role: PlatformRole;
  readonly passwordStdin?: boolean;
  readonly json?: boolean;
}

export function addAdmin(program: Command): void {
  const admin = program.command('admin').description("the platform's own people");
  admin
    .command('create')
    .description('make an account with a role of the platform')
    .requiredOption('--email <address>', 'where it signs in')
    .option('--name <name>', 'how it is called', 'Administrator')
    .addOption(new Option('--role <role>', 'what it may do').choices(PLATFORM_ROLES).default('super_admin'))
    .option('--password-stdin', 'read the password from standard input (default: make one up and print it)')
    .action(async (_: object, command: Command) => {
      const { createAdministrator } = await import('../create-administrator.js');
      const options = command.optsWithGlobals<Options>();
      await createAdministrator(options, output(options.json ?? false));
    });
}
