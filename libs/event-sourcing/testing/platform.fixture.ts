import { randomBytes } from 'node:crypto';
import {
  PostgresEventLog,
  eventLogMigrations,
  type EventLog,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamName,
} from '#libs/event-log';
import { MasterKeys, ReservedNames, SubjectKeys, privacyMigrations } from '#libs/privacy';
import { rolesOf } from '#libs/read-models';
import { migratedDatabase } from '#libs/testing/migrated-database';
import { createCommands, eventSourcingMigrations, PostgresSnapshots, type CommandsOptions } from '../index';

/** The role of one service; those of all services have the same rights. */
export const TEST_PROJECTOR = rolesOf('test').projector;

/** A real database, with any number of processes on it. For this library's own tests. */
export async function aPostgresPlatform() {
  const migrations = [...eventLogMigrations, ...privacyMigrations, ...eventSourcingMigrations];
  const database = await migratedDatabase(migrations, [{ name: 'test' }]);
  const master = randomBytes(32);
  const keysPool = database.pool('opsledger_keyring');
  const enginePool = database.pool(TEST_PROJECTOR);
  const logs = new Set<EventLog>();

  /** One process: its own connections, caches and queue. */
  function start(options: Partial<CommandsOptions> = {}) {
    const log = new PostgresEventLog({ url: database.url, role: 'opsledger_log', giveUpAfterMs: 30_000 });
    logs.add(log);
    const reads = { streams: 0, events: 0 };
    const faults: string[] = [];
    const masters = new MasterKeys(master);
    const writing = createCommands({
      service: 'test',
      log: counted(log, reads),
      keys: new SubjectKeys(keysPool, masters),
      names: new ReservedNames(keysPool, masters),
      snapshots: new PostgresSnapshots(enginePool),
      onFault: (what) => faults.push(what),
      ...options,
    });
    const stop = async () => {
      await writing.settled();
      logs.delete(log);
      await log.close();
    };
    return { ...writing, log, reads, faults, stop };
  }

  return {
    database,
    master,
    enginePool,
    logPool: database.pool('opsledger_log'),
    /** An operator's, who may destroy some. */
    keys: () => new SubjectKeys(database.pool('opsledger_keys'), new MasterKeys(master)),
    start,
    async drop() {
      await Promise.all([...logs].map((log) => log.close()));
      await database.drop();
    },
  };
}

/** The log with its reads of streams counted. */
function counted(log: EventLog, reads: { streams: number; events: number }): EventLog {
  async function* readStream(stream: StreamName, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    reads.streams++;
    for await (const event of log.readStream(stream, options)) {
      reads.events++;
      yield event;
    }
  }
  return {
    readStream,
    append: log.append.bind(log),
    readAll: log.readAll.bind(log),
    readPages: log.readPages.bind(log),
    subscribe: log.subscribe.bind(log),
    head: log.head.bind(log),
    recordedBy: log.recordedBy.bind(log),
    epoch: log.epoch.bind(log),
    isDense: log.isDense,
    idAt: log.idAt.bind(log),
    close: log.close.bind(log),
  };
}
