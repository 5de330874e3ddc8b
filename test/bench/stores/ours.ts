import { PostgresEventLog, type StreamName, canonicalJson, eventLogMigrations } from '../../../libs/event-log';
import { ROLES, migrate } from '../../../libs/read-models';
import type { BenchEvent } from '../tasks/bench-event';
import type { BenchStore } from './store';

/** The log of this project on Postgres, as a service opens it. */
export function openOurs(url: string): Promise<BenchStore> {
  const log = new PostgresEventLog({ url, role: ROLES.log });
  return Promise.resolve({
    async append(stream, revision, event) {
      const expected = revision < 0 ? 'none' : revision;
      const answer = await log.append(stream as StreamName, [newEvent(event)], { expected });
      return answer.outcome === 'appended' ? answer.revision : undefined;
    },
    async readFirst(stream) {
      let count = 0;
      for await (const _ of log.readStream(stream as StreamName, { limit: 50 })) count++;
      return count;
    },
    close: () => log.close(),
  });
}

/** Serialising an event is part of every append: Emmett does it inside. */
function newEvent({ id, type, data, metadata }: BenchEvent) {
  return { id, type, data: canonicalJson(data), metadata: canonicalJson(metadata) };
}

export async function migrateOurs(url: string): Promise<void> {
  await migrate(url, { migrations: eventLogMigrations });
}
