/**
 * `npm run test:mutation` changes the pure core and the vendors' definitions one place at a time;
 * the unit specs must notice at least 85 % of the changes of either. Nothing is left out, texts for
 * people neither.
 *
 * The two run apart, because every vendor's spec depends on the core: each change of the core would
 * run them all. And each vendor has a spec of its own, because most of a definition is evaluated
 * when its module loads: such a change runs every spec that depends on the changed file.
 */
const PARTS = {
  core: {
    mutate: ['src/core/**/*.ts', '!src/**/*.spec.ts'],
    specs: ['<rootDir>/src/core/*.spec.ts'],
  },
  vendors: {
    mutate: ['src/integrations/*/*.health.ts', 'src/integrations/*/*.proofs.ts'],
    specs: ['<rootDir>/src/integrations/*/*.spec.ts'],
  },
};

const name = process.env.MUTATE ?? 'core';
const { mutate, specs } = PARTS[name];

/** No decorator takes part in a verdict, and loading the framework would take most of the time. */
const moduleNameMapper = {
  '^(@nestjs/.*|class-validator|class-transformer)$': '<rootDir>/test/mutation/framework.ts',
};

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate,
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules'],
  jest: {
    projectType: 'custom',
    configFile: 'jest.config.js',
    config: { testMatch: specs, moduleNameMapper },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A busy machine must not pass for a noticed change.
  timeoutMS: 30_000,
  thresholds: { high: 95, low: 90, break: 85 },
  reporters: ['clear-text', 'progress', 'html', 'json'],
  htmlReporter: { fileName: `coverage/mutation/${name}.html` },
  jsonReporter: { fileName: `coverage/mutation/${name}.json` },
  tempDirName: `coverage/stryker-${name}`,
  ignorePatterns: ['dist', 'data', 'coverage'],
};
