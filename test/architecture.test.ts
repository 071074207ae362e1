import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { ESLint } from 'eslint';
import { features, foundations } from '../architecture.js';

const eslint = new ESLint();

/** The import rules that this source breaks, were it that file. */
async function complaints(file: string, source: string): Promise<string[]> {
  const [result] = await eslint.lintText(source, { filePath: path.resolve(file), warnIgnored: true });
  return result!.messages.flatMap(({ ruleId, message }) =>
    /restricted/.test(ruleId ?? '') ? [message] : [],
  );
}

describe('The architecture', () => {
  const folders = readdirSync('src').filter((name) => statSync(path.join('src', name)).isDirectory());

  it('names every folder of src, and no other', () => {
    expect(folders).to.have.members([...Object.keys(features), ...Object.keys(foundations)]);
  });

  it('sees in one direction only: no feature sees another that sees it, however far', () => {
    const sees = (name: string, path: string[]): void => {
      expect(path, `a circle: ${[...path, name].join(' → ')}`).to.not.include(name);
      for (const other of features[name as keyof typeof features].sees) sees(other, [...path, name]);
    };
    for (const name of Object.keys(features)) sees(name, []);
  });

  it('gives each feature one door', () => {
    for (const name of Object.keys(features)) {
      const lines = readFileSync(path.join('src', name, 'index.ts'), 'utf8').split('\n');
      expect(lines.slice(0, 2), name).to.satisfy((two: string[]) =>
        two.every((line) => line.startsWith('// ')),
      );
    }
  });

  // An existing file of each kind stands in for the one that would break the rule.
  const breaches: [string, string, string][] = [
    ['a feature that sees one it may not', 'src/links/index.ts', `export * from '../sharing/index.js';`],
    [
      'a feature that goes past the door of another',
      'src/sharing/index.ts',
      `export * from '../statistics/cells.js';`,
    ],
    ['a verb that speaks HTTP', 'src/sharing/open-share.ts', `import express from 'express'; express();`],
    [
      'the platform knowing a feature',
      'src/platform/http/tokens.ts',
      `export * from '../../people/index.js';`,
    ],
    [
      'the embedded store using the product',
      'packages/embedded-mongo/src/index.ts',
      `export * from '../../../src/platform/clock.js';`,
    ],
    ['a feature reaching past mongoose', 'src/people/index.ts', `export * from 'embedded-mongo';`],
    ['a feature that migrates', 'src/people/index.ts', `export * from '../migrations/index.js';`],
    ['a migration knowing a feature', 'src/migrations/index.ts', `export * from '../people/index.js';`],
    ['a migration using models', 'src/migrations/index.ts', `export * from 'mongoose';`],
    ['anything importing jobs', 'src/people/index.ts', `export * from '../../jobs/index.js';`],
    ['reading the clock directly', 'src/people/index.ts', `export const now = new Date();`],
    ['reading the environment directly', 'src/people/index.ts', `export const port = process.env.PORT;`],
  ];
  for (const [what, file, source] of breaches)
    it(`refuses ${what}`, async () => {
      expect(await complaints(file, source)).to.have.length.above(0);
    });

  it('allows what the table allows', async () => {
    const source = `export * from '../statistics/index.js'; export * from '../platform/clock.js';`;
    expect(await complaints('src/sharing/index.ts', source)).to.deep.equal([]);
  });
});
