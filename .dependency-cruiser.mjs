/**
 * Who may import whom: docs/architecture.md "Dependency rules". test/house/rules.test.ts seeds a violation of each rule
 * and expects it to fire, so a rule that forbids nothing cannot stay here.
 */
const SERVER_LIBRARIES = 'node_modules/(@nestjs|typeorm|pg|better-sqlite3|chdb|@clickhouse|busboy|helmet)/';
const WEB_LIBRARIES = 'node_modules/(vue|vue-router|vue-i18n|vue-echarts|echarts|element-plus|@tanstack|@vue)/';

/** What runs inside the engine process and (some of it) loads chDB. */
const ENGINE_PROCESS = '^server/facts/engine-(process|http|request|sessions)\\.ts$';

/** Files that something other than an import starts. */
const STARTED_BY_NAME = [
  '^server/main\\.ts$',
  '^server/cli/main\\.ts$',
  '^server/facts/engine-process\\.ts$',
  '^server/connectors/sqlite-process\\.ts$',
  '^server/intake/photos/picture-worker\\.ts$',
  '^server/operations/migrations/',
  '^web/main\\.ts$',
  '\\.d\\.ts$',
  '^test/.*\\.test\\.ts$',
];

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one thing in two places; move what both need into a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'metrics-import-only-metrics',
      severity: 'error',
      comment:
        'What we measure is pure: no Nest, TypeORM, Vue or node:*. Special functions (@stdlib) and matrices (ml-matrix) are the only exceptions.',
      from: { path: '^metrics/' },
      to: { pathNot: ['^metrics/', 'node_modules/(@stdlib|ml-matrix)/'] },
    },
    {
      name: 'contract-imports-only-zod',
      severity: 'error',
      comment: 'The contract is read by the browser side too; it must not drag the server along.',
      from: { path: '^server/contract[-a-z]*\\.ts$' },
      to: { pathNot: ['node_modules/zod/', '^server/contract[-a-z]*\\.ts$'] },
    },
    {
      name: 'web-sees-server-only-through-contract',
      severity: 'error',
      comment: 'Pages know the shape of answers (server/contract.ts), never how they are made.',
      from: { path: ['^web/', '^test/web/'] },
      to: { path: '^server/', pathNot: '^server/contract[-a-z]*\\.ts$' },
    },
    {
      name: 'web-takes-only-types-from-contract',
      severity: 'error',
      comment: 'Use `import type`: a value import would bundle zod into the pages.',
      from: { path: '^web/' },
      to: { path: '^server/contract[-a-z]*\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-never-imports-metrics-seeds-or-tests',
      severity: 'error',
      comment: 'Pages are told terms and formulas by GET /api/v1/catalogue, so that there is one copy of each.',
      from: { path: '^web/' },
      to: { path: '^(metrics|seeds|test|bin)/' },
    },
    {
      name: 'web-has-no-server-libraries',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: SERVER_LIBRARIES },
    },
    {
      name: 'echarts-only-in-charts',
      severity: 'error',
      comment: 'web/charts turns answers into chart options; nothing else knows ECharts.',
      from: { path: '^web/', pathNot: '^web/charts/' },
      to: { path: 'node_modules/(echarts|vue-echarts|zrender)/' },
    },
    {
      name: 'server-never-imports-web-or-tests',
      severity: 'error',
      from: { path: '^server/' },
      to: { path: ['^(web|test|bin)/', WEB_LIBRARIES] },
    },
    {
      name: 'server-imports-seeds-only-for-the-demo',
      severity: 'error',
      comment: 'Only server/operations/demo.ts loads a seed world, lazily.',
      from: { path: '^server/', pathNot: '^server/operations/demo\\.ts$' },
      to: { path: '^seeds/' },
    },
    {
      name: 'features-meet-only-through-modules',
      severity: 'error',
      comment: 'A controller speaks HTTP for its own feature; others use the service its module exports.',
      from: { path: '^server/([^/]+)/', pathNot: '\\.module\\.ts$' },
      to: { path: '^server/([^/]+)/.+\\.controller\\.ts$', pathNot: '^server/$1/' },
    },
    {
      name: 'chdb-only-in-the-engine-process',
      severity: 'error',
      comment: 'chDB in the server process would take it down on abort or out of memory (docs/decisions).',
      from: { pathNot: [ENGINE_PROCESS, '^test/'] },
      to: { path: 'node_modules/(chdb|@chdb)/' },
    },
    {
      name: 'server-never-loads-the-engine-process',
      severity: 'error',
      comment: 'The engine is a program of its own; the server speaks HTTP with it and may name its types only.',
      from: { pathNot: [ENGINE_PROCESS, '^test/'] },
      to: { path: ENGINE_PROCESS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'seeds-import-only-facts',
      severity: 'error',
      comment: 'A world with known answers must not use the code it is there to check.',
      from: { path: '^seeds/' },
      to: {
        pathNot: ['^seeds/', '^metrics/facts\\.ts$', '^node_modules/chinese-days/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nobody imports is dead, or is missing from STARTED_BY_NAME above.',
      from: { orphan: true, pathNot: STARTED_BY_NAME },
      to: {},
    },
    {
      name: 'reachable-from-a-start',
      severity: 'error',
      comment: 'Production code that no entry point reaches is dead, even when its own test imports it.',
      from: { path: STARTED_BY_NAME.filter((path) => !path.includes('test') && !path.includes('d\\.ts')) },
      to: { path: '^(server|web)/', pathNot: STARTED_BY_NAME, reachable: false },
    },
    {
      name: 'every-import-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production-uses-production-packages',
      severity: 'error',
      comment:
        'What the server needs at run time belongs in dependencies. Run from the sources, engine-program.ts compiles the engine.',
      from: { path: '^(server|metrics|seeds)/', pathNot: '^server/facts/engine-program\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Type imports count: a type-only cycle is still two files that cannot be understood apart.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.vue', '.json', '.d.ts'],
    },
    exclude: { path: ['^dist/', '^data/', '\\.css$'] },
  },
};
