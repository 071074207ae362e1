import { execFile } from 'node:child_process';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { drainJournal } from '../../src/clicks/drain-journal.js';
import { Journal } from '../../src/clicks/journal.js';

/** No file may become longer than 8 or 16 KB: there a write takes only a part, or none. */
const fillDisk = `ulimit -f 16; exec "$1" --import tsx test/clicks/fill-disk.ts "$2"`;

describe('The journal of hits', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const append = (journal: Journal, line: string) =>
    new Promise<void>((resolve, reject) =>
      journal.append(line, (error) => (error ? reject(error) : resolve())),
    );
  /** Resolves when what was appended is being flushed. */
  const onItsWay = () => new Promise((resolve) => setImmediate(resolve));
  const files = (ending: string) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => path.join(folder, name));
  /** What stands before the zeros that lines will be written over. */
  const written = (file: string) => readFileSync(file, 'utf8').split('\0', 1)[0]!;
  const drain = async (now = new Date()) => {
    const lines: string[] = [];
    await drainJournal({ folder, now, take: (some) => Promise.resolve(void lines.push(...some)) });
    return lines;
  };

  it('has a line on disk before it says so', async () => {
    const journal = new Journal(folder);
    await append(journal, 'one');
    expect(files('.open').map(written)).to.deep.equal(['one\n']);
  });

  it('writes the lines of one moment together, in their order', async () => {
    const journal = new Journal(folder);
    await Promise.all(Array.from({ length: 100 }, (_, n) => append(journal, `${n}`)));
    expect(await drain()).to.deep.equal(Array.from({ length: 100 }, (_, n) => `${n}`));
  });

  it('tells of the lines that come during a flush after those before them', async () => {
    const journal = new Journal(folder);
    const told: string[] = [];
    const first = append(journal, 'first').then(() => told.push('first'));
    await onItsWay();
    await Promise.all([first, append(journal, 'second').then(() => told.push('second'))]);
    expect(told).to.deep.equal(['first', 'second']);
    expect(await drain()).to.deep.equal(['first', 'second']);
  });

  it('loses no line of a segment that ends while it is on its way to the disk', async () => {
    const journal = new Journal(folder);
    const first = append(journal, 'first');
    await onItsWay();
    journal.seal();
    const second = append(journal, 'second');
    await Promise.all([first, second]);
    expect(files('.sealed').map(written)).to.deep.equal(['first\n']);
    expect(files('.open').map(written)).to.deep.equal(['second\n']);
  });

  it('hands each line over, also those of a process that is gone, and leaves nothing behind', async () => {
    await append(new Journal(folder), 'of one that is gone');
    const journal = new Journal(folder);
    await append(journal, 'first');
    journal.seal();
    await append(journal, 'second');
    expect(await drain()).to.have.members(['of one that is gone', 'first', 'second']);
    expect(readdirSync(folder)).to.deep.equal([]);
    expect(await drain()).to.deep.equal([]);
  });

  it('loses no line when another process takes the segment it is writing', async () => {
    const journal = new Journal(folder);
    await append(journal, 'before');
    const [segment] = files('.open');
    renameSync(segment!, segment!.replace('.open', '.sealed'));
    await append(journal, 'after');
    // Twice on disk is once in the database: hits have an id.
    expect(new Set(await drain())).to.deep.equal(new Set(['before', 'after']));
  });

  it('loses no line when another process has drained the segment it is writing', async () => {
    const journal = new Journal(folder);
    await append(journal, 'before');
    expect(await drain()).to.deep.equal(['before']);
    await append(journal, 'after');
    expect(await drain()).to.deep.equal(['after']);
  });

  it('keeps a segment until everything of it was taken', async () => {
    const journal = new Journal(folder);
    const lines = Array.from({ length: 2_500 }, (_, n) => `${n} ${'“'.repeat(n % 200)}`);
    await Promise.all(lines.map((line) => append(journal, line)));
    let taken = 0;
    const broken = drainJournal({
      folder,
      now: new Date(),
      take: (lines) =>
        taken ? Promise.reject(new Error('no database')) : Promise.resolve(void (taken += lines.length)),
    });
    expect(await broken.catch((error: Error) => error.message)).to.equal('no database');
    expect(taken).to.be.within(1, 2_499);
    expect(await drain()).to.deep.equal(lines);
  });

  it('leaves no file open, however often nobody takes its lines', async () => {
    const journal = new Journal(folder);
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => append(journal, `${n} ${'x'.repeat(200)}`)));
    const take = () => wait(3).then(() => Promise.reject(new Error('no database')));
    const openFiles = async () => (await readdir('/dev/fd')).length;
    const before = await openFiles();
    for (let n = 0; n < 50; n += 1)
      await drainJournal({ folder, now: new Date(), take }).catch(() => undefined);
    expect(await openFiles()).to.be.lessThan(before + 10);
  });

  it('leaves alone what another process has taken, unless that is long ago', async () => {
    writeFileSync(path.join(folder, 'token.other.taken'), 'a line\n');
    expect(await drain()).to.deep.equal([]);
    expect(await drain(new Date(Date.now() + 60_000))).to.deep.equal(['a line']);
  });

  it('goes on in a new segment after a write that failed', async () => {
    const journal = new Journal(folder);
    await append(journal, 'before');
    await rm(folder, { recursive: true });
    expect(
      await append(journal, 'lost').then(
        () => 'kept',
        () => 'lost',
      ),
    ).to.equal('lost');
    const again = new Journal(folder);
    await append(journal, 'after');
    expect(await drain()).to.deep.equal(['after']);
    again.seal();
  });

  it('keeps on a disk that is full just those lines that it says it keeps', async () => {
    const { stdout } = await promisify(execFile)('sh', ['-c', fillDisk, 'sh', process.execPath, folder], {
      env: { PATH: process.env.PATH, TSX_DISABLE_CACHE: '1' },
    });
    const { kept, lost } = JSON.parse(stdout) as { kept: string[]; lost: string[] };
    expect(kept.length).to.be.greaterThan(10);
    expect(lost.length).to.be.greaterThan(3);
    expect(await drain()).to.have.members(kept);
  });

  it('hands over what stands before a line that was cut off, and not that line', async () => {
    const journal = new Journal(folder);
    await append(journal, '{"id":"1"}');
    const [segment] = files('.open');
    const fd = openSync(segment!, 'r+');
    writeSync(fd, '{"id":"2","lin', written(segment!).length);
    closeSync(fd);
    expect(await drain()).to.deep.equal(['{"id":"1"}']);
  });

  it('hands over no line whose beginning never reached the disk', async () => {
    writeFileSync(path.join(folder, 'token.sealed'), 'first\n\0\0\0nning is missing\nlast\n\0\0\0');
    expect(await drain()).to.deep.equal(['first', 'last']);
  });

  it('writes over zeros, so that its file grows rarely, and hands over no zeros', async () => {
    const journal = new Journal(folder);
    const lines = Array.from({ length: 2_000 }, (_, n) => `line ${n} ${'x'.repeat(500)}`);
    const sizes = new Set<number>();
    for (const line of lines) {
      await append(journal, line);
      sizes.add(statSync(files('.open')[0]!).size);
    }
    expect(sizes.size).to.be.lessThan(15);
    expect(await drain()).to.deep.equal(lines);
  });
});
