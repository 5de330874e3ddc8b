import type { Command } from 'commander';
import { WrongUse } from '../wrong-use';

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('start services; servers without an address in the environment are embedded')
    .argument('[services...]', '"all", or the names of services', ['all'])
    .action(async (names: string[]) => {
      const { serve } = await import('../serve.js');
      await serve(await chosen(names));
    });
}

async function chosen(names: readonly string[]): Promise<readonly string[]> {
  const { serviceNames } = await import('../service-tree.js');
  const all = serviceNames();
  if (names.length === 1 && names[0] === 'all') return all;
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    throw new WrongUse(`There is no service ${unknown.join(', ')}. There are: all, ${all.join(', ')}.`);
  }
  return all.filter((name) => names.includes(name));
}
