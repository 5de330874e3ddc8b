import type { Command } from 'commander';
import { output } from '../output';

interface Options {
  readonly json?: boolean;
  readonly job?: string;
  readonly organization?: string;
}

export function addJobs(program: Command): void {
  const jobs = program.command('jobs').description('the jobs that are carried out at local times');
  jobs
    .command('list')
    .description('the latest run of each job and organisation')
    .option('--job <name>', 'only of this job')
    .option('--organization <id>', 'only of this organisation')
    .action(async (_: object, command: Command) => {
      const { printJobs } = await import('../job-commands.js');
      const { json = false, ...named } = command.optsWithGlobals<Options>();
      await printJobs(named, output(json));
    });
  jobs
    .command('run')
    .description('have the latest run sent within a minute, if it was not sent or has failed')
    .argument('<name>')
    .requiredOption('--organization <id>')
    .action(async (name: string, _: object, command: Command) => {
      const { runJob } = await import('../job-commands.js');
      const { json = false, organization = '' } = command.optsWithGlobals<Options>();
      await runJob(name, organization, output(json));
    });
}
