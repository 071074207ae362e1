import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { areas, fits } from '../scripts/mutate/areas.js';
import { mutantsOf } from '../scripts/mutate/rules.js';

/** The mutants of this code, each as `rule: original → mutated`. */
function mutants(code: string): string[] {
  const source = ts.createSourceFile('a.ts', code, ts.ScriptTarget.ES2023, true);
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost({}),
    getSourceFile: (name) => (name === 'a.ts' ? source : undefined),
  };
  const checker = ts.createProgram(['a.ts'], { noLib: true, noResolve: true }, host).getTypeChecker();
  return mutantsOf(source, 'a.ts', checker).map(
    ({ rule, original, mutated }) => `${rule}: ${original} → ${mutated}`,
  );
}

describe('Mutants', () => {
  it('move the limits of comparisons, and turn equality round', () => {
    expect(mutants('const is = a < b || c >= d || e === f;')).to.deep.equal([
      'comparison: < → <=',
      'comparison: >= → >',
      'comparison: === → !==',
    ]);
  });

  it('move the limits of queries, and turn them round', () => {
    expect(mutants('const due = { at: { $lte: now } };')).to.deep.equal([
      'operator: $lte → $lt',
      'operator: $lte → $gte',
    ]);
    expect(mutants('const last = { _id: { $gt } };')).to.deep.equal([
      'operator: $gt → $gte: $gt',
      'operator: $gt → $lt: $gt',
    ]);
  });

  it('put another status that is allowed in the place of one', () => {
    const declared = `type Status = 'draft' | 'published' | 'recalled'; let x: { status: Status };`;
    expect(mutants(`${declared} x = { status: 'published' };`)).to.deep.equal([
      `status: 'published' → 'recalled'`,
    ]);
    expect(mutants(`${declared} if (x.status === 'recalled') go();`)).to.deep.equal([
      'comparison: === → !==',
      `status: 'recalled' → 'draft'`,
    ]);
    expect(mutants(`const field = { name: 'published' };`)).to.deep.equal([]);
  });

  it('leave out conditions of a query, but not the id, also where the query has a name', () => {
    expect(mutants('Post.updateOne({ _id, revision }, { $inc: { revision: 1 } });')).to.deep.equal([
      'filter: revision → ',
    ]);
    expect(mutants('const due = { claim, until }; Import.find({ ...due });')).to.deep.equal([
      'filter: claim, → ',
      'filter: until → ',
      'filter: ...due → ',
    ]);
    expect(mutants('Import.deleteMany({ _id, claim, until });')).to.include(
      'filter: { _id, claim, until } → { _id }',
    );
    expect(mutants('list.find({ a, b });')).to.deep.equal([]);
  });

  it('let in who is not permitted, and go on where something was to be thrown', () => {
    expect(mutants(`router.get('/studio', may('work-in-studio'), show);`)).to.deep.equal([
      `authorization: may('work-in-studio') → may('manage-own-account')`,
    ]);
    expect(mutants('if (!permits(person.roles, by)) throw new Forbidden();')).to.deep.equal([
      'authorization: !permits(person.roles, by) → false',
      'authorization: permits(person.roles, by) → true',
    ]);
    expect(mutants(`authorize(actor, 'draft-posts');`)).to.deep.equal([
      `authorization: authorize(actor, 'draft-posts') → undefined`,
    ]);
  });

  it('are made in files that there are, for tests that there are', () => {
    const files = ['src', 'jobs', 'test'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join(folder, file)),
    );
    const patterns = areas.flatMap((area) => [...area.files, ...area.tests]);
    expect(patterns.filter((pattern) => !files.some((file) => fits(file, pattern)))).to.deep.equal([]);
  });
});
