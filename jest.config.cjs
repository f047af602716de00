/** Tests run straight from TypeScript through swc; types are checked by `npm run check`. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testSequencer: '<rootDir>/test/longestFirst.cjs',
  globalSetup: '<rootDir>/test/build.cjs',
  testTimeout: 30_000,
  // More than there are processors on a small machine: the long tests wait more than they compute.
  maxWorkers: 3,
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
    // PGlite's CommonJS build uses a dynamic import that jest's sandbox refuses untransformed.
    'pglite/dist/.+\\.cjs$': ['@swc/jest', { module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!@electric-sql/pglite/)'],
  moduleNameMapper: {
    // The package's main file asks for an ESM-only dependency; its bundle does not.
    '^adaptivecards$': '<rootDir>/node_modules/adaptivecards/dist/adaptivecards.min.js',
  },
};
