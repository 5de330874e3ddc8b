import { DomainError } from '#contracts/errors';
import { streamName, streamParts } from '#libs/event-log';
import { MemoryEventLog, type MemoryEventLogOptions } from '#libs/testing/memory-event-log';
import { MemoryKeys, MemoryNames } from '#libs/testing/memory-keys';
import { createCommands, type CommandsOptions } from '../commands/create-commands';
import { TENANT, purse } from './domain.fixture';

/**
 * One log, with any number of processes on it that wait only briefly for reservations. The clock moves a millisecond at
 * each reading, so that a busy machine makes no owner late.
 */
export function aPlatform({
  abandonAfterMs = 20,
  ...options
}: MemoryEventLogOptions & { readonly abandonAfterMs?: number } = {}) {
  const log = new MemoryEventLog(options);
  const names = new MemoryNames();
  const faults: string[] = [];
  const shared = { log, keys: new MemoryKeys(), names, service: 'test', onFault: (what: string) => faults.push(what) };
  let now = Date.now();
  const clock = () => now++;
  const start = (more: Partial<CommandsOptions> = {}) => createCommands({ ...shared, abandonAfterMs, clock, ...more });
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
