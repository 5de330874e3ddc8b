export * from './canonical-json';
export * from './event-log';
export * from './position';
export * from './stream-name';
