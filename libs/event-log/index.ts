import { EventLog1767225500000 } from './postgres/migrations/1767225500000-event-log';
import { DropAppendOne1767225885000 } from './postgres/migrations/1767225885000-drop-append-one';
import { WriteKnown1767225740000 } from './postgres/migrations/1767225740000-write-known';
import { LogReader1767225882001 } from './postgres/migrations/1767225882001-log-reader';
import { RecordedBy1767225893700 } from './postgres/migrations/1767225893700-recorded-by';

export * from './canonical-json';
export * from './checkpoint-fault';
export * from './event-log';
export * from './eventstoredb/open';
export * from './eventstoredb/options';
export * from './leaf';
export * from './log-fault';
export * from './pause-for';
export * from './position';
export * from './postgres/connection-budget';
export * from './postgres/measured-client';
export * from './postgres/postgres-event-log';
export * from './request-batches';
export * from './stream-name';

/** The schema `event_log`, in order. */
export const eventLogMigrations = [
  EventLog1767225500000,
  WriteKnown1767225740000,
  LogReader1767225882001,
  DropAppendOne1767225885000,
  RecordedBy1767225893700,
];
