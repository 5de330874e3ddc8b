/**
 * The import rule. `services → libs → contracts`; what carries the business imports nothing but contracts and its
 * neighbours. Every rule is proven live by test/check/import-rule.int.spec.ts.
 */

/** Which libs each lib may import. Runtime composes them and testing exercises them, so those two may import any. */
const LIBS = {
  'event-log': [],
  identity: [],
  observability: [],
  outgoing: [],
  privacy: ['event-log', 'observability'],
  'event-sourcing': ['event-log', 'identity', 'observability', 'privacy'],
  'read-models': ['event-log', 'event-sourcing', 'identity', 'observability', 'privacy'],
  projections: ['event-log', 'event-sourcing', 'identity', 'observability', 'privacy', 'read-models'],
  messaging: ['event-log', 'identity', 'observability'],
  schedules: ['event-sourcing', 'identity'],
  mail: ['event-log', 'event-sourcing', 'schedules'],
  storage: ['event-log', 'privacy'],
  live: ['event-log', 'event-sourcing', 'identity'],
  erasure: ['event-log', 'event-sourcing', 'identity', 'privacy', 'read-models', 'schedules'],
  imports: ['event-log', 'event-sourcing', 'identity', 'privacy', 'read-models', 'storage'],
};

/** Specs, and what only they import. */
const SPEC = '[.-](spec|fixture)\\.ts$|/test-[a-z-]+\\.ts$';

/**
 * Wiring and reading, by name. Everything else under services/<service>/src is a decision, a state, a projection or a
 * reactor, and pure. The same list stands in .oxlintrc.json, whose purity rule covers the same files.
 */
const WIRING =
  '\\.(module|feature|features|service|handler|query|entity|migration|controller|guard|strategy|provider|store|adapter|fixture)\\.ts$|/main\\.ts$|/migrations/';
const OUTSIDE_THE_BUSINESS = '^services/(gateway|cli|console)/';
const pure = { path: '^services/[^/]+/src/.+\\.ts$', pathNot: [WIRING, SPEC, OUTSIDE_THE_BUSINESS] };

/** Kinds of import: pure, declared with the words of libs/imports. */
const IMPORT_KIND = '^services/[^/]+/src/.+\\.import\\.ts$';

const PROJECTION = '^services/[^/]+/src/.+\\.projection\\.ts$';
const JOB = '^services/[^/]+/src/.+\\.job\\.ts$';
const MAIL = '^services/[^/]+/src/.+\\.mail\\.ts$';

/** Examples of a feature's things, for the isolation tests. */
const ISOLATION_FIXTURE = '^services/.+/isolation\\.fixture\\.ts$';

const NPM = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const libOrder = Object.entries(LIBS).map(([lib, allowed]) => ({
  name: `lib-order-${lib}`,
  severity: 'error',
  comment: `libs/${lib} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other lib'}`,
  from: { path: `^libs/${lib}/`, pathNot: SPEC },
  to: { path: '^libs/', pathNot: `^libs/(${[lib, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'contracts-import-no-tree',
      severity: 'error',
      comment: 'contracts stand at the bottom: they import no lib, service or test',
      from: { path: '^contracts/', pathNot: SPEC },
      to: { path: '^(libs|services|test|deploy)/' },
    },
    {
      name: 'contracts-import-three-packages',
      severity: 'error',
      comment: 'of packages, contracts import class-validator, class-transformer and reflect-metadata alone',
      from: { path: '^contracts/', pathNot: SPEC },
      to: {
        dependencyTypes: [...NPM, 'core'],
        pathNot: '(^|/)node_modules/(class-validator|class-transformer|reflect-metadata)/',
      },
    },
    {
      name: 'libs-import-no-service',
      severity: 'error',
      comment: 'libs are mechanisms: no service and no test stands below them',
      from: { path: '^libs/' },
      to: { path: '^(services|test)/' },
    },
    {
      name: 'lib-by-its-index',
      severity: 'error',
      comment: "from outside, only a lib's index.ts; libs/testing is imported by file and may look inside",
      from: { path: '^(libs/([^/]+)|contracts|services|test)/', pathNot: '^libs/testing/' },
      to: {
        path: '^libs/([^/]+)/',
        pathNot: ['^libs/$2/', '^libs/([^/]+|runtime/process)/index\\.ts$', '^libs/testing/'],
      },
    },
    ...libOrder,
    {
      name: 'services-apart',
      severity: 'error',
      comment: 'no service imports another: they meet on the bus and in the log',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-import-no-test',
      severity: 'error',
      comment: 'nothing that ships imports from test/',
      from: { path: '^services/' },
      to: { path: '^test/' },
    },
    {
      name: 'pure-imports-no-package',
      severity: 'error',
      comment: 'decisions, states, projections and reactors import no package and nothing of Node',
      from: pure,
      to: { dependencyTypes: [...NPM, 'core'] },
    },
    {
      name: 'pure-imports-no-lib',
      severity: 'error',
      comment:
        'of libs, decisions, states and reactors take the words they are declared with (.oxlintrc.json) and types',
      from: { ...pure, pathNot: [...pure.pathNot, PROJECTION, JOB, MAIL, IMPORT_KIND] },
      to: { path: '^libs/', pathNot: '^libs/event-sourcing/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'projection-imports-no-other-lib',
      severity: 'error',
      comment: 'of libs, a projection takes the words it is declared with (which, says .oxlintrc.json) and types',
      from: { path: PROJECTION },
      to: { path: '^libs/', pathNot: '^libs/projections/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'job-imports-no-other-lib',
      severity: 'error',
      comment: 'of libs, a job takes the words it is declared with (which, says .oxlintrc.json) and types',
      from: { path: JOB },
      to: { path: '^libs/', pathNot: '^libs/schedules/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'mail-imports-no-other-lib',
      severity: 'error',
      comment: 'of libs, a mail takes the words it is declared with (which, says .oxlintrc.json) and types',
      from: { path: MAIL },
      to: { path: '^libs/', pathNot: '^libs/mail/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'import-kind-imports-no-other-lib',
      severity: 'error',
      comment: 'of libs, a kind of import takes the words it is declared with (which, says .oxlintrc.json) and types',
      from: { path: IMPORT_KIND },
      to: { path: '^libs/', pathNot: '^libs/imports/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-imports-no-wiring',
      severity: 'error',
      comment: 'a pure file imports no wiring; a row class is data, so a projection may import it',
      from: pure,
      to: { path: WIRING, pathNot: '\\.entity\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tests-from-outside',
      severity: 'error',
      comment:
        'test/ speaks HTTP and NATS: of the tree it imports contracts and libs/testing, and loads isolation fixtures by name',
      from: { path: '^test/', pathNot: '^test/bench/' },
      to: { path: '^(libs|services|deploy)/', pathNot: '^libs/testing/' },
    },
    {
      name: 'isolation-fixture-from-outside',
      severity: 'error',
      comment:
        'an isolation fixture knows its service from outside, as test/ does: it imports contracts and types of libs/testing',
      from: { path: ISOLATION_FIXTURE },
      to: { path: '^(libs|services|test|deploy)/', pathNot: '^libs/testing/' },
    },
    {
      name: 'isolation-fixture-starts-nothing',
      severity: 'error',
      comment: 'the check loads every isolation fixture, so of libs/testing they import types alone',
      from: { path: ISOLATION_FIXTURE },
      to: { path: '^libs/testing/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'bench-measures-libs',
      severity: 'error',
      comment: 'the bench measures libs through their index, and services from outside',
      from: { path: '^test/bench/' },
      to: { path: '^services/' },
    },
    {
      name: 'testing-in-tests-only',
      severity: 'error',
      comment: 'libs/testing is for specs and test/',
      from: { path: '^(contracts|libs|services)/', pathNot: [SPEC, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      comment: 'no file reaches itself, not even through types',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'every import leads somewhere; the bench installs its packages on first use',
      from: { pathNot: '^test/bench/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-package-in-what-ships',
      severity: 'error',
      comment: 'what runs in production is a dependency, not a dev dependency, and is declared',
      from: { path: '^(contracts|libs|services)/', pathNot: [SPEC, '^libs/testing/'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|var|coverage)/|^test/bench/node_modules/' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'types', 'node', 'import', 'require', 'default'],
      exportsFields: ['exports'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
