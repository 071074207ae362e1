import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { markersOf, pages, parts, printParts, settingsInExample } from '../scripts/docs.js';
import { readEnv } from '../src/platform/env.js';

const read = (file: string) => readFileSync(file, 'utf8');
const texts = new Map(pages().map((page) => [page, read(page)]));
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.includes('node_modules'))
    .map((file) => path.join(folder, file));

/** What `find` finds on each page and `isKnown` does not know, as `page: what`. */
const unknown = (find: RegExp, isKnown: (what: string, page: string) => boolean): string[] =>
  [...texts].flatMap(([page, text]) =>
    [...text.matchAll(find)].flatMap((found) => {
      const what = found.slice(1).find((part) => part !== undefined)!;
      return isKnown(what, page) ? [] : [`${page}: ${what}`];
    }),
  );

const link = /\]\(([^)\s]+)\)/g;
const isWeb = (target: string) => /^(https?:|mailto:)/.test(target);

/** The file and the heading that a link on a page leads to. */
function follow(target: string, page: string): { file: string; heading: string } {
  const [file = '', heading = ''] = target.split('#');
  return { file: file ? path.posix.join(path.posix.dirname(page), file) : page, heading };
}

/** As web pages of repositories make the address of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

const headingsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map((found) => anchorOf(found[1]!));

describe('The documentation', () => {
  for (const [page, text] of texts)
    if (markersOf(text).length)
      it(`shows the tables of ${page} as the code has them (npm run docs prints them again)`, () => {
        expect(printParts(text)).to.equal(text);
      });

  it('has a place for every table that is printed, and closes every marker', () => {
    const printed = [...texts.values()].flatMap(markersOf);
    expect([...new Set(printed)]).to.have.members(Object.keys(parts));
    const opened = [...texts.values()].flatMap((text) => [...text.matchAll(/<!-- [a-z-]+ -->/g)]);
    expect(opened).to.have.length(printed.length);
  });

  it('keeps the README short', () => {
    expect(texts.get('README.md')!.trimEnd().split('\n').length).to.be.at.most(150);
  });

  it('links to files and headings that are there', () => {
    const isThere = (target: string, page: string) => {
      if (isWeb(target)) return true;
      const { file, heading } = follow(target, page);
      return existsSync(file) && (!heading || headingsOf(read(file)).includes(heading));
    };
    expect(unknown(link, isThere)).to.deep.equal([]);
  });

  it('has no page that links from the README do not lead to', () => {
    const reached = new Set<string>();
    const walk = (page: string) => {
      if (reached.has(page) || !texts.has(page)) return;
      reached.add(page);
      for (const [, target] of texts.get(page)!.matchAll(link))
        if (!isWeb(target!)) walk(follow(target!, page).file);
    };
    walk('README.md');
    expect([...texts.keys()].filter((page) => !reached.has(page))).to.deep.equal([]);
  });

  it('names scripts of npm that there are', () => {
    const isScript = (name: string) => name in scripts;
    expect(unknown(/npm run (?:-s )?([a-z][a-z:-]*)/g, isScript)).to.deep.equal([]);
  });

  it('names variables of the environment that something reads', () => {
    const files = ['test', 'scripts', 'packages'].flatMap((folder) => filesIn(folder, '.ts'));
    const ofTests = files.flatMap((file) =>
      [...read(file).matchAll(/\b([A-Z][A-Z_]{2,})\b/g)].map((found) => found[1]!),
    );
    const known = new Set([...Object.keys(readEnv({})), ...ofTests]);
    const inSpans = /`(?:[^`\n]* )?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b|\b([A-Z][A-Z0-9_]{2,})=/g;
    expect(unknown(inSpans, (name) => known.has(name))).to.deep.equal([]);
  });

  it('explains every setting, and no other, in .env.example', () => {
    expect(settingsInExample().map(({ name }) => name)).to.have.members(Object.keys(readEnv({})));
    for (const { name, about } of settingsInExample()) expect(about, name).to.not.equal('');
  });

  it('names files and folders that there are', () => {
    const isThere = (file: string) => file.includes('<') || existsSync(file);
    const inSpans = /`((?:src|views|jobs|public|scripts|test|packages|docs)\/[\w./<>-]*)`/g;
    // The change log also names files that no longer exist.
    const missing = unknown(inSpans, isThere).filter((one) => !one.startsWith('CHANGELOG.md'));
    expect(missing).to.deep.equal([]);
  });

  it('lists every event that the log can hold', () => {
    const codes = [...filesIn('src', '.ts'), ...filesIn('jobs', '.ts')].flatMap((file) =>
      [...read(file).matchAll(/(?:\bevent: |\blogError\(\s*)'([\w.-]+)'/g)].map((found) => found[1]!),
    );
    expect(codes.length).to.be.greaterThan(20);
    const page = texts.get('docs/operate/logs.md')!;
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).to.deep.equal([]);
  });
});
