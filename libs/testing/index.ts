export * from './brokers';
export * from './database';
export * from './eventually';
export * from './given-when-then';
export * from './memory-event-log';
export * from './memory-keys';
export * from './migrated-database';
export * from './raw-client';
