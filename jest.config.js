/** Jest runs the TypeScript sources as ES modules (node --experimental-vm-modules). Nest 12 is ESM only. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, diagnostics: false, tsconfig: 'tsconfig.json' }] },
  reporters: ['default', '<rootDir>/test/support/reporter.mjs'],
  testTimeout: 60_000,
  // Many test files own an engine process of about 300 MB; two at a time suit a 2-core machine. ES modules are never
  // unloaded, so a worker that grew is replaced.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
};
