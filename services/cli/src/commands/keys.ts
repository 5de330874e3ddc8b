import type { Command } from 'commander';
import { output } from '../output';

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('the keys that access tokens are signed with, and that personal data is wrapped with');
  keys
    .command('rotate')
    .description('make a new key; older tokens stay valid until they expire')
    .action(async (_: object, command: Command) => {
      const { rotateKey } = await import('../key-commands.js');
      await rotateKey(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
  keys
    .command('revoke')
    .description('revoke every older key, after auth has started with a new one; their tokens end within a minute')
    .action(async (_: object, command: Command) => {
      const { revokeOlderKeys } = await import('../key-commands.js');
      await revokeOlderKeys(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
  keys
    .command('rotate-master')
    .description('wrap every key of personal data under a new master key; interrupted, run it again')
    .action(async (_: object, command: Command) => {
      const { rotateMasterKey } = await import('../rotate-master-key.js');
      await rotateMasterKey(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
}
