export * from './embedded-postgres';
export * from './feature/dispatch';
export * from './feature/feature';
export * from './start-refused';
