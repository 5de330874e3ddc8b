export * from './embedded-postgres';
export * from './start-refused';
