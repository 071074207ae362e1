import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

/** What runs on stored values, or on what operators write. */
const left = ['src/migrations', 'src/cli'];

const files = ['src', 'jobs', 'packages/embedded-mongo/src', 'public/js'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.[jt]s$/.test(file) && !left.some((name) => file.startsWith(name))),
);

interface Pattern {
  place: string;
  source: string;
  flags: string;
}

/** Each pattern that is written in a file. */
function patternsIn(file: string): Pattern[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text)!;
      found.push({ place: `${file} ${node.text}`, source, flags: flags.replace(/[gy]/g, '') });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Some of the characters that stand for themselves in a pattern. */
const lettersOf = (source: string): string[] =>
  [...new Set(source.replace(/\\[a-zA-Z](\{[^}]*\})?/g, '').replace(/[\\^$*+?()[\]{}|]/g, ''))].slice(0, 12);

/** Texts of one repeated piece, which begin and end otherwise. */
function textsFor(source: string, length: number): string[] {
  const letters = lettersOf(source);
  const pieces = [' ', 'a', '1', 'é', ...letters, ...letters.slice(0, 5).map((letter) => `${letter}a`)];
  return ['', 'a', '1', ...letters.slice(0, 5)].flatMap((begin) =>
    [...new Set(pieces)].map((piece) => `${begin}${piece.repeat(length / piece.length)}\0`),
  );
}

/** Milliseconds of this process's processor time, which other processes don't change: the least of a few tries. */
function cost({ source, flags }: Pattern, text: string, enough: number): number {
  const pattern = new RegExp(source, flags);
  let least = Infinity;
  for (let tries = 0; tries < 4 && least >= enough; tries += 1) {
    const before = process.cpuUsage();
    pattern.test(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/** Less is lost among what else the process does. */
const measurable = 30;

/** A text that takes more than three times as long when it is twice as long; undefined when none was found. */
function slowText(pattern: Pattern): string | undefined {
  // Short ones first: a cubic pattern would not end with long ones.
  for (const length of [700, 8_000]) {
    const twice = textsFor(pattern.source, 2 * length);
    const place = textsFor(pattern.source, length).findIndex((once, n) => {
      const second = cost(pattern, twice[n]!, measurable);
      return second >= measurable && second > 3 * cost(pattern, once, 0);
    });
    if (place >= 0) return JSON.stringify(twice[place]!.slice(0, 20));
  }
  return undefined;
}

describe('Patterns', () => {
  it('take time in proportion to the length of a text', function () {
    this.timeout(600_000);
    const patterns = files.flatMap(patternsIn);
    expect(patterns.length).to.be.greaterThan(200);
    const slow = patterns.flatMap((pattern) => {
      const text = slowText(pattern);
      return text ? `${pattern.place}: ${text}` : [];
    });
    expect(slow).to.deep.equal([]);
  });
});
