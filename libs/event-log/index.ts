import { EventLog1767225500000 } from './postgres/migrations/1767225500000-event-log';

export * from './canonical-json';
export * from './event-log';
export * from './eventstoredb/open';
export * from './eventstoredb/options';
export * from './log-fault';
export * from './position';
export * from './postgres/measured-client';
export * from './postgres/postgres-event-log';
export * from './stream-name';

/** The schema `event_log`, in order. */
export const eventLogMigrations = [EventLog1767225500000];
