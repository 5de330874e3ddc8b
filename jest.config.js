const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');

/** Packages that ship ES modules only; jest runs CommonJS, so they are transformed as our own sources are. */
const ES_MODULES = ['@nestjs', '@nats-io', 'uuid', 'jose', 'openid-client', 'oauth4webapi'];

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

const setup = (name, teardown) => ({
  globalSetup: `<rootDir>/libs/testing/${name}.ts`,
  globalTeardown: `<rootDir>/libs/testing/${teardown}.ts`,
});
const postgres = setup('shared-postgres', 'shared-postgres-stop');
const platform = setup('e2e-setup', 'e2e-teardown');

/**
 * Spec files that run with nothing beside them, because they kill servers or take the whole machine. Each says so, with
 * the reason, in the comment that opens it: `@alone <reason>`.
 */
const alone = ['libs', 'services', 'test'].flatMap((folder) =>
  readdirSync(path.join(__dirname, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(int|e2e)\.spec\.ts$/.test(file) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file))
    .filter((file) => /^\/\*\*[^/]*@alone \S/.test(readFileSync(path.join(__dirname, file), 'utf8'))),
);
const escaped = alone.map((file) => `<rootDir>/${file.replaceAll('.', '\\.')}$`);
const besideOthers = { testPathIgnorePatterns: [...common.testPathIgnorePatterns, ...escaped] };

module.exports = {
  testTimeout: 150_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.unit.spec.ts'] },
    { ...common, ...postgres, ...besideOthers, displayName: 'int', testMatch: ['**/*.int.spec.ts'] },
    { ...common, ...platform, ...besideOthers, displayName: 'e2e', testMatch: ['**/*.e2e.spec.ts'] },
    { ...common, ...postgres, displayName: 'alone', testMatch: alone.map((file) => `<rootDir>/${file}`) },
    // On a server that is not ours to start: only where one is named. `npm run test:conformance` says when none is.
    ...(process.env.EVENTSTORE_URL
      ? [{ ...common, displayName: 'conformance', testMatch: ['**/*.conformance.spec.ts'] }]
      : []),
  ],
};
