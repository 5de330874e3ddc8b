import { createHash } from 'node:crypto';
import { commandIdOf, newIdOf, type Wanted } from '#libs/event-sourcing';
import type { LocalRule } from './rule';

/** The organisation and the date of one run of a job. */
export interface DueJob {
  /** The organisation, or `PLATFORM` where the job is the platform's. */
  readonly organizationId: string;
  /** The local date, `YYYY-MM-DD`; the UTC minute of a job of every so many minutes. */
  readonly on: string;
  /** The moment at which it was due, ISO 8601 UTC. */
  readonly at: string;
  readonly timeZone: string;
}

/** Work at local times: once for each organisation and local date, or once for the platform, in UTC. */
export interface Job {
  /** `<service>.<name>`, permanent and unique in the platform: a job with a new name has never been due. */
  readonly name: string;
  readonly service: string;
  readonly at: LocalRule;
  readonly scope: 'organization' | 'platform';
  /** Pure. The commands are sent in order as the service; the first refusal by a rule ends the run. */
  readonly send: (due: DueJob) => readonly Wanted[];
}

const NAME = /^[a-z][a-z-]*\.[a-z][a-z0-9-]*$/;

/** Declares a job. @throws TypeError for a name that is not its service's */
export function job(declared: Job): Job {
  const { name, service } = declared;
  if (!NAME.test(name) || !name.startsWith(`${service}.`)) throw new TypeError(`${name} is no name of ${service}'s`);
  return declared;
}

/** The id of one run: of a job, an organisation and a local date. The ids of its commands derive from it. */
export function runIdOf(name: string, organizationId: string, on: string): string {
  return newIdOf(organizationId, `due/${name}/${on}`);
}

/** The id of the command that a run sends under a name. */
export function dueCommandIdOf(runId: string, name: string): string {
  return commandIdOf(runId, name);
}

/** The delay of an organisation's turn after the due moment, in milliseconds: always the same. */
export function spreadOf({ scope }: Pick<Job, 'scope'>, organizationId: string, withinMs: number): number {
  if (scope === 'platform' || withinMs === 0) return 0;
  return createHash('sha256').update(organizationId, 'utf8').digest().readUInt32BE(0) % withinMs;
}
