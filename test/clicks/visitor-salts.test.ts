import { randomBytes } from 'node:crypto';
import { link, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import {
  VisitorSalt,
  deleteSaltsBefore,
  earlierSaltOf,
  saltOf,
} from '../../src/clicks/visitor-salt.model.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The salts of visitors', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-salts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const days = ['2026-11-20', '2026-11-21'] as const;
  const [yesterday, today] = days;
  const salts = () => path.join(folder, 'visitor-salts');
  const file = (day: string) => path.join(salts(), day);

  describe('on the embedded store', () => {
    const services = () => createTestServices({ envOverrides: { DATA_DIR: folder, MONGODB_URI: undefined } });

    it('are files that their owner alone can read, and never enter the database', async () => {
      const salt = await saltOf(services(), today);
      expect(salt).to.have.length(43);
      expect(await readFile(file(today), 'utf8')).to.equal(salt);
      expect((await stat(file(today))).mode & 0o777).to.equal(0o600);
      expect((await stat(salts())).mode & 0o777).to.equal(0o700);
      expect(await VisitorSalt.countDocuments()).to.equal(0);
    });

    it('are one a day, whoever asks first, and the same after a restart', async () => {
      const asked = await Promise.all(Array.from({ length: 8 }, () => saltOf(services(), today)));
      expect(new Set(asked)).to.have.property('size', 1);
      expect(await saltOf(services(), today)).to.equal(asked[0]);
      expect(await earlierSaltOf(services(), today)).to.equal(asked[0]);
      expect(await saltOf(services(), yesterday)).to.not.equal(asked[0]);
    });

    it('are not made for a day that is over', async () => {
      expect(await earlierSaltOf(services(), yesterday)).to.equal(undefined);
      expect(await readdir(folder)).to.deep.equal([]);
    });

    it('are made again when a crash left half of one', async () => {
      await saltOf(services(), today);
      for (const half of ['', 'half']) {
        await writeFile(file(today), half);
        expect(await saltOf(services(), today)).to.have.length(43);
      }
      await rm(file(today));
      await writeFile(`${file(today)}.new`, 'half');
      expect(await saltOf(services(), today)).to.have.length(43);
    });

    it('are overwritten before they are removed once their day is over', async () => {
      const old = await saltOf(services(), yesterday);
      const now = await saltOf(services(), today);
      await writeFile(`${file(yesterday)}.new`, old);
      // Another name of the same bytes on disk, to see what became of them.
      await link(file(yesterday), path.join(folder, 'bytes'));
      await link(`${file(yesterday)}.new`, path.join(folder, 'more-bytes'));
      await deleteSaltsBefore(services(), today);
      expect(await readdir(salts())).to.deep.equal([today]);
      for (const name of ['bytes', 'more-bytes']) {
        const left = await readFile(path.join(folder, name), 'utf8');
        expect(left).to.have.length(43).and.to.not.equal(old);
      }
      expect(await saltOf(services(), today)).to.equal(now);
    });

    it('are removed also when a crash came between overwriting and removing', async () => {
      await saltOf(services(), yesterday);
      await writeFile(file(yesterday), randomBytes(43).toString('base64url').slice(0, 43));
      await deleteSaltsBefore(services(), today);
      expect(await readdir(salts())).to.deep.equal([]);
    });
  });

  describe('on a database that web processes share', () => {
    const services = (secret: string) =>
      createTestServices({
        envOverrides: { DATA_DIR: folder, MONGODB_URI: 'mongodb://shared', SESSION_SECRET: secret },
      });

    it('are the same for all of them, and not what the database keeps', async () => {
      const secret = 'a secret that all web processes have';
      const asked = await Promise.all(Array.from({ length: 8 }, () => saltOf(services(secret), today)));
      expect(new Set(asked)).to.have.property('size', 1);
      expect(await earlierSaltOf(services(secret), today)).to.equal(asked[0]);
      const stored = (await VisitorSalt.findById(today).lean())!.salt;
      expect(asked[0]).to.have.length(43).and.to.not.equal(stored);
      expect(await saltOf(services('another secret, of other processes'), today)).to.not.equal(asked[0]);
      expect(await readdir(folder)).to.deep.equal([]);
    });

    it('are deleted once their day is over, and so is a file from before the database was shared', async () => {
      await saltOf(createTestServices({ envOverrides: { DATA_DIR: folder } }), yesterday);
      for (const day of days) await saltOf(services('a secret that all web processes have'), day);
      await deleteSaltsBefore(services('a secret that all web processes have'), today);
      expect((await VisitorSalt.find().lean()).map(({ _id }) => _id)).to.deep.equal([today]);
      expect(await readdir(salts())).to.deep.equal([]);
    });
  });
});
