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
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
};

export default {
  projects: [{ ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts'] }],
};
