const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'nodenext' },
  sourceMaps: 'inline',
};

/** Shared by every project: TypeScript as ES modules, `.js` specifiers resolved to their `.ts` sources. */
const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ES modules import JSON in a way that jest warns about, once per file and test.
    '^libphonenumber-js$': '<rootDir>/node_modules/libphonenumber-js/index.cjs',
  },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
};

/** Real PostgreSQL and Redis, started once for all of them. */
const onServers = {
  ...base,
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/patience.ts'],
};

export default {
  // Much of a test is waiting for servers: as many workers as cores, where jest would leave one core idle.
  maxWorkers: '100%',
  // What a test file loads as ES modules stays in its worker for good: one that has grown is replaced between two files.
  // Without this the workers come to gigabytes, spend their time collecting garbage, and at last one falls.
  workerIdleMemoryLimit: '1GB',
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    { ...base, displayName: 'simulation', testMatch: ['<rootDir>/test/simulation/**/*.spec.ts'] },
    {
      ...onServers,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/integration/**/*.spec.ts', '<rootDir>/test/contract/**/*.spec.ts'],
    },
    {
      ...onServers,
      displayName: 'journeys',
      testMatch: ['<rootDir>/test/journeys/**/*.spec.ts', '<rootDir>/test/browser/**/*.spec.ts'],
    },
  ],
};
