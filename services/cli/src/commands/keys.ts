import type { Command } from 'commander';
import { output } from '../output';

export function addKeys(program: Command): void {
  program
    .command('keys')
    .description('the key that access tokens are signed with')
    .command('rotate')
    .description('make a new key; older tokens stay good until they expire')
    .action(async (_: object, command: Command) => {
      const { rotateKey } = await import('../rotate-key.js');
      await rotateKey(output(command.optsWithGlobals<{ json?: boolean }>().json ?? false));
    });
}
