import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { importDatabase } from 'embedded-mongo';
import { migrations } from '../../src/migrations/index.js';
import { killAll, run } from '../support/process.js';
import type { figuresOf } from './figures.js';
import { openOwnDatabase } from './own-database.js';

/*
 * The fixture: the sample organization as created by the code of commit e88b1ec (`npm run demo` on 2026-11-29,
 * before there were migrations), as exported by `npm run store -- export` (one JSON object of file name → text),
 * and its data file from Linux x64. The figures are what the pages showed at `lookedAtAt`, read by figures.ts.
 * They never change. If the product shows something else on purpose, add to `asToday` how it follows from the old
 * figures.
 */
const fixture = (name: string) => readFile(path.join('test/migrations/fixtures', `sample-e88b1ec.${name}`));

type Row = Record<string, string>;
type Figures = Awaited<ReturnType<typeof figuresOf>>;

/** A number or an amount of then, which was written as in the United States, as the region of the sample writes it. */
const asInGermany = (cell: string): string =>
  /^€?[\d,.]+$/.test(cell)
    ? cell.replace(/[,.]/g, (mark) => (mark === ',' ? '.' : ',')).replace(/^€(.*)$/, '$1 €')
    : cell;

const inGermany = (line: Row): Row =>
  Object.fromEntries(Object.entries(line).map(([column, cell]) => [column, asInGermany(cell)]));

type OldFigures = Omit<Figures, 'feed'> & { feed: { lead: string; posts: number } };

/**
 * What an old line shows today. Prepared and posted shares are separate now, and advocates are those who posted.
 * Conversions that a browser reported are unverified and shown separately, without their values.
 */
function lineAsToday(then: Row, today: Row = {}): Row {
  const { Shares: prepared, ...unchanged } = inGermany(then);
  const unverified = today['Unverified conversions'];
  return {
    ...unchanged,
    Prepared: prepared!,
    'Shares posted': today['Shares posted'] ?? 'missing',
    Advocates: today.Advocates ?? 'missing',
    'Unverified conversions': unverified ?? 'missing',
    Conversions: String(Number(then.Conversions) - Number(unverified)),
    ...(unverified !== '0' && { Value: today.Value ?? 'missing' }),
  };
}

/** What the figures of then are today. Where one can't be computed from that of then, the headlines say what it is. */
function asToday({ report, results, byNetwork, byPost, feed }: OldFigures, today: Figures): Figures {
  const all = (lines: Record<string, Row>, now: Record<string, Row>) =>
    Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, lineAsToday(line, now[name])]));
  const posted = ({ Shares: _, ...others }: Row, shares: string, conversions: string): Row => ({
    ...inGermany(others),
    'Shares posted': shares,
    Conversions: conversions,
  });
  return {
    report: posted(report, '317', '41'),
    results: { ...results, Conversions: '6' },
    byNetwork: all(byNetwork, today.byNetwork),
    byPost: all(byPost, today.byPost),
    // Then a sentence said how many wait.
    feed: { waiting: Number.parseInt(feed.lead), posts: feed.posts },
  };
}

describe('The data of commit e88b1ec', function () {
  this.timeout(400_000);
  let folder: string;
  let then: OldFigures;
  before(async () => {
    then = JSON.parse((await fixture('figures.json')).toString()) as OldFigures;
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-old-data-'));
  });
  afterEach(async () => {
    killAll();
    await rm(folder, { recursive: true, force: true });
  });

  /** What the pages say today. */
  async function figures(env: Record<string, string>): Promise<Figures> {
    const file = path.join(folder, 'figures.json');
    const child = run('test/migrations/print-figures.ts', [file], { DATA_DIR: folder, ...env });
    expect(await child.exit, child.output()).to.equal(0);
    return JSON.parse(await readFile(file, 'utf8')) as Figures;
  }

  async function unpackExport(): Promise<string> {
    const text = gunzipSync(await fixture('export.json.gz')).toString();
    const dir = path.join(folder, 'export');
    await mkdir(dir);
    for (const [name, lines] of Object.entries(JSON.parse(text) as Record<string, string>))
      await writeFile(path.join(dir, name), lines);
    return dir;
  }

  /** Runs a command of the operator on the store in `folder`; resolves with what it prints. */
  async function command(script: string, ...args: string[]): Promise<string> {
    const child = run(script, args, { DATA_DIR: folder });
    expect(await child.exit, child.output()).to.equal(0);
    return child.output();
  }

  it('is migrated also when it is imported into a store that was opened before', async () => {
    expect(await command('src/cli/migrate.ts')).to.contain('Nothing to migrate');
    await command('src/cli/store.ts', 'import', await unpackExport());
    expect(await command('src/cli/migrate.ts'))
      .to.contain('Migrated: 2 ')
      .and.contain('Migrated: 41 ');

    // An export of it brings its own records, also to a database that has some.
    await command('src/cli/store.ts', 'export', path.join(folder, 'again'));
    await rm(path.join(folder, 'store'), { recursive: true });
    await command('src/cli/migrate.ts');
    await command('src/cli/store.ts', 'import', path.join(folder, 'again'));
    expect(await command('src/cli/migrate.ts')).to.contain('Nothing to migrate');
  });

  it('starts from its export, is migrated, and shows the same figures', async () => {
    const own = await openOwnDatabase();
    await importDatabase(await unpackExport(), own.db);
    const today = await figures({ MONGODB_URI: own.uri });
    expect(today).to.deep.equal(asToday(then, today));
    expect(await own.db.collection('migrations').countDocuments()).to.equal(migrations.length);
    await own.close();
  });

  it('starts from its data folder, is backed up and migrated, and shows the same figures; its salts are gone', async () => {
    const dataFile = path.join(folder, 'store', 'data.mdb');
    const old = gunzipSync(await fixture('data.mdb.gz'));
    await mkdir(path.dirname(dataFile));
    await writeFile(dataFile, old);
    // The last one, and deleted ones that still stand in unused pages, as BSON writes them.
    const salts = [...old.toString('latin1').matchAll(/\x02salt\0,\0\0\0([\w-]{43})\0/g)].map(
      (match) => match[1]!,
    );
    expect(salts).to.have.length.above(1);

    const today = await figures({});
    expect(today).to.deep.equal(asToday(then, today));
    const backups = await readdir(path.join(folder, 'backups'));
    expect(backups).to.have.length(1);
    expect(backups[0]).to.match(/before-migrating-from-0\.backup$/);
    for (const file of [dataFile, path.join(folder, 'backups', backups[0]!)]) {
      const bytes = await readFile(file);
      expect(
        salts.filter((salt) => bytes.includes(salt)),
        file,
      ).to.deep.equal([]);
    }
  });
});
