export * from './brokers';
export * from './database';
export * from './eventually';
export * from './raw-client';
