import type { Command } from 'commander';

export function addFsck(program: Command): void {
  program
    .command('fsck')
    .description('check the event log: positions, revisions, canonical JSON, tenants')
    .action(async (_: object, command: Command) => {
      const [{ fsck }, { output }] = await Promise.all([import('../fsck.js'), import('../output.js')]);
      await fsck(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
}
