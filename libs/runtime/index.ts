export * from './embedded-postgres';
export * from './feature/dispatch';
export * from './feature/feature';
export * from './feature/service-dispatcher';
export * from './feature/service-module';
export * from './feature/service-parts';
export * from './feature/service-tokens';
export * from './start-refused';
