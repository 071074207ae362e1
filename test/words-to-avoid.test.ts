import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

/** The single words of the table "Words to avoid" in the glossary. */
const avoided = /## Words to avoid\n([^]*?)\n## /
  .exec(readFileSync('docs/develop/glossary.md', 'utf8'))![1]!
  .split('\n')
  .filter((row) => row.startsWith('| ') && !/^\| (---|Don't write)/.test(row))
  .flatMap((row) =>
    row
      .split('|')[1]!
      .replace(/\(.*?\)/g, '')
      .split(','),
  )
  .map((word) => word.trim())
  .filter((word) => /^[a-z]+$/.test(word));

/** `judgeVisits` and `judge-visits` are two words each. */
const wordsOf = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

const withAvoided = (names: string[]) =>
  names.filter((name) => wordsOf(name).some((word) => avoided.includes(word)));

const files = ['src', 'jobs', 'packages', 'scripts', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
    .map((file) => path.join(folder, file)),
);

/** The comments of a file, without the names of code in them. */
function commentsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
    ])
      found.set(pos, text.slice(pos, end).replace(/`[^`]*`/g, ''));
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...found.values()];
}

describe('The words to avoid', () => {
  it('are read from the glossary', () => {
    expect(avoided).to.include.members(['told', 'judge', 'settled', 'kept', 'anew']);
  });

  it('are in no name of a file', () => {
    expect(withAvoided(files)).to.deep.equal([]);
  });

  it('are in no exported name', () => {
    const exported = /^export (?:default )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;
    const names = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(exported)].map((found) => `${found[1]} in ${file}`),
    );
    expect(names.length).to.be.above(500);
    expect(withAvoided(names)).to.deep.equal([]);
  });

  it('are in no text of the log', () => {
    const logged = /\blog\.(?:info|warn|error)\(\s*(?:\{[^}]*\},\s*)?(['"`])(.*?)\1/gs;
    const texts = files
      .filter((file) => /^(src|jobs)/.test(file))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(logged)].map((found) => found[2]!));
    expect(texts.length).to.be.above(10);
    expect(withAvoided(texts)).to.deep.equal([]);
  });

  it('are in no comment', function () {
    this.timeout(30_000);
    // The embedded store is older than this rule, and "kept" is right for what is not about data.
    const checked = files.filter(
      (file) => !file.startsWith('packages') && file !== 'test/words-to-avoid.test.ts',
    );
    const comments = checked.flatMap((file) => commentsOf(file).map((comment) => `${comment} in ${file}`));
    expect(comments.length).to.be.above(1_500);
    const wrong = withAvoided(comments.map((comment) => comment.replace(/\bkept\b/gi, '')));
    expect(wrong).to.deep.equal([]);
  });

  it('are in no subject of the latest commits, and these are short', () => {
    // An archive of the project has no history.
    if (!existsSync('.git')) return;
    const log = execFileSync('git', ['log', '-10', '--format=%s'], { encoding: 'utf8' });
    const subjects = log.split('\n');
    expect(withAvoided(subjects)).to.deep.equal([]);
    expect(subjects.filter((subject) => subject.length > 72)).to.deep.equal([]);
  });
});

describe('A name that is exported', () => {
  it('belongs to one thing', () => {
    // Each migration exports one of this name.
    const allowed = ['migration'];
    const exported = /^export (?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;
    const places = new Map<string, string[]>();
    for (const file of files.filter((one) => /^(src|jobs)/.test(one)))
      for (const [, name] of readFileSync(file, 'utf8').matchAll(exported))
        places.set(name!, [...(places.get(name!) ?? []), file]);
    const several = [...places].filter(([name, where]) => where.length > 1 && !allowed.includes(name));
    expect(several.map(([name, where]) => `${name} in ${where.join(', ')}`)).to.deep.equal([]);
  });
});
