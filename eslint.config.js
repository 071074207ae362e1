import tseslint from 'typescript-eslint';
import prettier from 'eslint-config-prettier';
import { features } from './architecture.js';

const names = Object.keys(features);

/** One ESLint `no-restricted-imports` entry per folder of `src`, printed from architecture.js. */
function importRules() {
  const door = (name) => `^(\\.\\./)+${name}/(?!index\\.js$)`;
  const anyOf = (name) => `^(\\.\\./)+${name}/`;
  const migrations = { regex: anyOf('migrations'), message: 'Only what starts the product migrates.' };
  const jobs = { regex: '^(\\.\\./)+jobs/', message: 'Nothing in src imports jobs.' };
  const express = {
    regex: '^express$',
    message: 'Only *.routes.ts files, the platform and app.ts speak HTTP.',
    allowTypeImports: true,
  };
  const rule = (files, patterns, ignores = []) => ({
    files,
    ignores,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  });
  const forFeature = (name) => {
    const seen = features[name].sees;
    const patterns = [
      jobs,
      migrations,
      ...names
        .filter((other) => other !== name)
        .map((other) =>
          seen.includes(other)
            ? { regex: door(other), message: `Import ${other} through its index.ts.` }
            : { regex: anyOf(other), message: `architecture.js does not let ${name} see ${other}.` },
        ),
      { regex: '^embedded-mongo', message: 'Features reach the database through mongoose only.' },
      { regex: '^(\\.\\./)+(app|server)\\.js$', message: 'Features do not import the application.' },
    ];
    return [
      rule([`src/${name}/**/*.ts`], [...patterns, express], ['**/*.routes.ts']),
      rule([`src/${name}/**/*.routes.ts`], patterns),
    ];
  };
  return [
    ...names.flatMap(forFeature),
    rule(
      ['src/platform/**/*.ts'],
      [
        jobs,
        migrations,
        ...names.map((name) => ({ regex: anyOf(name), message: 'The platform knows no feature.' })),
      ],
    ),
    rule(
      ['src/migrations/**/*.ts'],
      [
        jobs,
        ...[...names.map(anyOf), '^embedded-mongo'].map((regex) => ({
          regex,
          message: 'A migration keeps its meaning when features change: it knows none.',
        })),
        { regex: '^mongoose$', message: 'A migration uses the driver: models change.' },
      ],
    ),
    rule(
      ['packages/embedded-mongo/**/*.ts'],
      [
        {
          regex: '^(\\.\\./){3}',
          message: 'The embedded store imports nothing of the product.',
        },
      ],
    ),
  ];
}

const clock = 'Read the time through services.clock (platform/clock.ts), so that tests can set it.';
const client =
  'Ask services.clientNetwork(req) where a request comes from (platform/http/client-network.ts).';
const address =
  'Use readUrl (platform/net/read-url.ts): URL.canParse is wrong for some letters in Node.js 20.';
const event = "Give each log line a stable event: log.warn({ event: 'area.what-happened' }, 'text').";
const env = 'Read the environment through platform/env.ts, where every variable is validated.';

/** What no file may import, read or call. These rules need no types, so that a test can try them on single lines. */
export const restrictions = tseslint.config(
  ...importRules(),
  {
    files: ['src/**/*.ts', 'jobs/**/*.ts'],
    ignores: ['src/platform/clock.ts', 'src/platform/env.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: clock },
        {
          selector: "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/]",
          message: clock,
        },
        { selector: "MemberExpression[object.name='process'][property.name='env']", message: env },
        {
          selector:
            "CallExpression:matches([callee.object.name='log'], [callee.object.property.name='log']):not(:has(Property[key.name='event']))",
          message: event,
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'jobs/**/*.ts'],
    ignores: ['src/platform/http/client-network.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['ip', 'ips', 'remoteAddress'].map((property) => ({ property, message: client })),
        { object: 'URL', property: 'canParse', message: address },
      ],
    },
  },
);

export default tseslint.config(
  { ignores: ['**/node_modules', './data', 'public'] },
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  ...restrictions,
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off' },
  },
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
  prettier,
);
