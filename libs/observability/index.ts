export * from './health';
export * from './log-context';
export * from './logger';
export * from './metrics';
export * from './out-of-reach';
export * from './trace-context';
