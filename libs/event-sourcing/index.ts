export * from './aggregate';
export * from './commands';
export * from './metadata';
export * from './reactor';
