/** Jest runs the TypeScript sources as ES modules (node --experimental-vm-modules). Nest 12 is ESM only. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js'] },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, isolatedModules: true, diagnostics: false, tsconfig: 'tsconfig.json' }] },
  testTimeout: 60_000,
};
