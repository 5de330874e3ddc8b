import { DomainError } from '#contracts/errors';
import { streamName, streamParts } from '#libs/event-log';
import { MemoryEventLog, MemoryKeys, MemoryNames, type MemoryEventLogOptions } from '#libs/testing';
import { createCommands, type CommandsOptions } from '../commands/create-commands';
import { TENANT, purse } from './domain.fixture';

/**
 * One log, and as many processes on it as are asked for; their patience is short. Time passes by being looked at, a
 * millisecond each time, so that who is waited for is not overdue because the machine is busy.
 */
export function aPlatform({
  patienceMs = 20,
  ...options
}: MemoryEventLogOptions & { readonly patienceMs?: number } = {}) {
  const log = new MemoryEventLog(options);
  const names = new MemoryNames();
  const faults: string[] = [];
  const shared = { log, keys: new MemoryKeys(), names, service: 'test', onFault: (what: string) => faults.push(what) };
  let now = Date.now();
  const clock = () => now++;
  const start = (more: Partial<CommandsOptions> = {}) => createCommands({ ...shared, patienceMs, clock, ...more });
  const types = (category: string) =>
    log.events.filter(({ stream }) => streamParts(stream)?.category === category).map(({ type }) => type);
  return { log, names, faults, start, types, clock };
}

export const streamOf = (id: string) => streamName(purse.category, TENANT, id);
export const labelled = (value: string) =>
  ({ unique: 'purse_label', scope: 'tenant', value, pointer: '/label' }) as const;

export const outcomeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
  );
