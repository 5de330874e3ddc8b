export * from './aggregate';
export * from './commands';
export * from './log-feed';
export * from './metadata';
export * from './reactor';
export * from './reservation';
