/** Packages that ship ES modules only; jest runs CommonJS, so they are transformed as our own sources are. */
const ES_MODULES = ['@nestjs', '@nats-io', 'uuid', 'jose'];

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // Package imports (`#libs/…`, `#contracts/…`) resolve to the sources, not to what was built.
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest'] },
  transformIgnorePatterns: [`/node_modules/(?!(${ES_MODULES.join('|')})/)`],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/var/', '/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/var/', '/fixtures/'],
};

const server = {
  globalSetup: '<rootDir>/libs/testing/shared-postgres.ts',
  globalTeardown: '<rootDir>/libs/testing/shared-postgres-stop.ts',
};

module.exports = {
  testTimeout: 60_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.unit.spec.ts'] },
    { ...common, ...server, displayName: 'int', testMatch: ['**/*.int.spec.ts'] },
    { ...common, ...server, displayName: 'e2e', testMatch: ['**/*.e2e.spec.ts'] },
    // On a server that is not ours to start: only where one is named. `npm run test:conformance` says when none is.
    ...(process.env.EVENTSTORE_URL
      ? [{ ...common, displayName: 'conformance', testMatch: ['**/*.conformance.spec.ts'] }]
      : []),
  ],
};
