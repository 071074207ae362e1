import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import sharp from 'sharp';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { createFetcher } from '../../src/platform/net/fetcher.js';
import { findPictures, pictureOf, wantPictures } from '../../src/files/index.js';
import type { EncodedPicture } from '../../src/files/encode-picture.js';
import { encodeApart } from '../../src/files/picture-process.js';
import { readPictureFile } from '../../src/files/picture-files.js';
import { mostBytes } from '../../src/files/picture-room.js';
import { Picture, PictureRoom, pictureId } from '../../src/files/picture.model.js';
import { storeDuePictures } from '../../src/files/store-due-pictures.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { runJob } from '../support/run-job.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { redirectTo, stall, startSite, typed, withStatus, type Site } from '../sources/site.js';
import { badFiles, colourAt, goodPictures, halves, plain } from './images.js';

const hours = 60 * 60 * 1000;

describe('Pictures of other sites', function () {
  this.timeout(60_000);
  let site: Site;
  let services: TestServices;
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    site = await startSite();
    services = createTestServices({
      fetcher: createFetcher({ allowIPAddressList: ['127.0.0.1'], timeoutMs: 1_000 }),
    });
  });
  afterEach(async () => {
    setFailPoint(undefined);
    await site.close();
  });

  const stateOf = async (address: string) => (await Picture.findById(pictureId(address)).lean())!;
  const want = (...addresses: string[]) => wantPictures(services, addresses);
  const later = (ms: number) => services.setNow(new Date(services.clock.now().getTime() + ms));
  const count = (name: string) => mongoose.connection.db!.collection(name).countDocuments();
  const fileOf = async (address: string, width: number) =>
    (await readPictureFile(`${(await stateOf(address)).hash}-${width}.jpg`))!;

  async function stored(body: Buffer): Promise<string> {
    site.pages['/picture'] = typed('text/plain', body);
    const address = site.url('/picture');
    await want(address);
    await storeDuePictures(services);
    return address;
  }

  it('are stored in three sizes, whatever kind they are, by their content and not by their type', async () => {
    for (const [kind, body] of Object.entries(await goodPictures())) {
      await emptyDatabase();
      const address = await stored(body);
      expect(await stateOf(address), kind).to.include({ state: 'stored', problem: null, dueAt: null });
      for (const [width, height] of [
        [1200, 628],
        [640, 335],
        [240, 126],
      ] as const) {
        const read = await sharp(await fileOf(address, width)).metadata();
        expect(read, kind).to.include({ format: 'jpeg', width, height, space: 'srgb', hasAlpha: false });
      }
      if (/grey|transparency/.test(kind)) continue;
      const [r, g, b] = await colourAt(await fileOf(address, 640), 0.5, 0.5);
      expect([r > 150, g < 90, b < 90], `${kind}: ${r} ${g} ${b}`).to.deep.equal([true, true, true]);
    }
  });

  it('are refused when they are no picture, and not asked for again', async () => {
    for (const [what, body, problem] of await badFiles()) {
      await emptyDatabase();
      const address = await stored(body);
      expect(await stateOf(address), what).to.include({ state: 'failed', problem, dueAt: null });
      expect(await count('pictures.files'), what).to.equal(0);
    }
    const asked = site.asked.length;
    later(1000 * hours);
    expect(await storeDuePictures(services)).to.equal(0);
    expect(site.asked).to.have.length(asked);
  });

  it('are upright, and lose place, camera and whatever else was in them', async () => {
    const turned = await sharp(await halves())
      .withExif({ IFD0: { Copyright: 'Ana', Make: 'Camera' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const address = await stored(turned);
    const body = await fileOf(address, 640);
    const { exif, icc, orientation } = await sharp(body).metadata();
    expect([exif, icc, orientation]).to.deep.equal([undefined, undefined, undefined]);
    // A quarter to the right: what was on the left is on top.
    const [top, bottom] = [await colourAt(body, 0.5, 0.1), await colourAt(body, 0.5, 0.9)];
    expect([top[0] > top[2], bottom[2] > bottom[0]]).to.deep.equal([true, true]);
  });

  it('stand still: of an animation the first frame is taken', async () => {
    const frames = await Promise.all([halves(400, 400), plain(400, 400).png().toBuffer()]);
    const moving = await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0 })
      .toBuffer();
    expect((await sharp(moving).metadata()).pages).to.equal(2);
    const body = await fileOf(await stored(moving), 1200);
    expect((await sharp(body).metadata()).height).to.equal(628);
    const right = await colourAt(body, 0.9, 0.5);
    expect(right[2]).to.be.above(right[0]);
  });

  it('are asked for once, however many posts want them and however many jobs run', async () => {
    site.pages['/picture'] = await plain().jpeg().toBuffer();
    const address = site.url('/picture');
    await Promise.all([want(address), want(address, address), want(address)]);
    await Promise.all([1, 2, 3].map(() => runJob(services, 'store-pictures')));
    await want(address);
    await runJob(services, 'store-pictures');
    expect(site.asked).to.have.length(1);
    expect([await count('pictures.files'), await stateOf(address)]).to.deep.include(3);
    expect((await stateOf(address)).state).to.equal('stored');
  });

  it('are asked for by one of two processes that find them at the same moment', async () => {
    site.pages['/picture'] = await plain().jpeg().toBuffer();
    await want(site.url('/picture'));
    let first = 0;
    onceReached('claim.found', async () => (first = await storeDuePictures(services)));
    expect([await storeDuePictures(services), first]).to.deep.equal([0, 1]);
    expect(site.asked).to.have.length(1);
  });

  it('are what a second process stored, whatever the first finds out that was too slow', async () => {
    const picture = await plain().jpeg().toBuffer();
    let second: Promise<number> | undefined;
    const overtake = () => {
      site.pages['/picture'] = picture;
      later(hours);
      return (second = storeDuePictures(services));
    };
    site.pages['/picture'] = (_req, res) => void overtake().then(() => res.writeHead(404).end());
    await want(site.url('/picture'));
    expect([await storeDuePictures(services), await second]).to.deep.equal([1, 1]);
    expect(await stateOf(site.url('/picture'))).to.include({ state: 'stored', tries: 2, claim: null });
    expect(await count('pictures.files')).to.equal(3);
  });

  it('that are slow or away are tried again an hour, six hours and a day later, and then no more', async () => {
    const pages = { '/slow': stall, '/broken': withStatus(503) };
    Object.assign(site.pages, pages);
    await want(...Object.keys(pages).map((path) => site.url(path)));
    expect(await storeDuePictures(services)).to.equal(2);
    expect(await stateOf(site.url('/slow'))).to.include({ state: 'waiting', problem: 'timeout' });
    expect(await stateOf(site.url('/broken'))).to.include({ state: 'waiting', problem: 'status' });
    expect(await storeDuePictures(services)).to.equal(0);
    for (const wait of [1, 6, 24]) {
      later(wait * hours - 1000);
      expect(await storeDuePictures(services), `${wait} hours`).to.equal(0);
      later(2000);
      expect(await storeDuePictures(services), `${wait} hours`).to.equal(2);
    }
    later(1000 * hours);
    expect(await storeDuePictures(services)).to.equal(0);
    expect((await stateOf(site.url('/slow'))).state).to.equal('failed');
  });

  it('that are gone, too large or inside the network are not tried again', async () => {
    site.pages['/large'] = Buffer.alloc(5 * 1024 * 1024 + 1);
    site.pages['/away'] = redirectTo('http://10.0.0.1/picture');
    const problems = { '/gone': 'gone', '/large': 'too-large', '/away': 'private-address' };
    await want(...Object.keys(problems).map((path) => site.url(path)));
    await storeDuePictures(services);
    for (const [path, problem] of Object.entries(problems))
      expect(await stateOf(site.url(path)), path).to.include({ state: 'failed', problem, dueAt: null });
  });

  it('take up what an interrupted attempt left, and leave no file that nothing names', async () => {
    site.pages['/picture'] = await plain().jpeg().toBuffer();
    const address = site.url('/picture');
    await want(address);
    await storeDuePictures(services);
    const { fileIds } = await stateOf(address);
    await mongoose.connection.db!.collection('pictures.files').deleteMany({ _id: fileIds[0] });
    await Picture.updateOne({ address }, { $set: { state: 'waiting', dueAt: services.clock.now() } });
    await storeDuePictures(services);
    expect(await count('pictures.files')).to.equal(3);
    const named = (await stateOf(address)).fileIds.map(String);
    const chunks = await mongoose.connection.db!.collection('pictures.chunks').distinct('files_id');
    expect(chunks.map(String)).to.have.members(named);
  });

  it('begin nothing more, and lose no attempt, when the process is about to end', async () => {
    const paths = Array.from({ length: 6 }, (_, n) => `/slow-${n}`);
    for (const path of paths) site.pages[path] = stall;
    await want(...paths.map((path) => site.url(path)));
    const stopping = new AbortController();
    const running = storeDuePictures(services, stopping.signal);
    while (site.asked.length < 4) await wait(5);
    stopping.abort();
    await running;
    expect(site.asked).to.have.length(4);
    const states = await Picture.find().lean();
    expect(states.map(({ state, tries }) => [state, tries])).to.deep.equal(Array(6).fill(['waiting', 0]));
  });

  it('are stored while another site is slow', async () => {
    Object.assign(site.pages, { '/slow': stall, '/picture': await plain().jpeg().toBuffer() });
    await want(site.url('/slow'));
    later(1);
    await want(site.url('/picture'));
    const running = storeDuePictures(services);
    while ((await stateOf(site.url('/picture'))).state !== 'stored') await wait(10);
    expect(await stateOf(site.url('/slow'))).to.include({ state: 'waiting', problem: null });
    await running;
  });

  it('that could not be stored are tried again when somebody asks for them again', async () => {
    const address = site.url('/picture');
    await want(address);
    await storeDuePictures(services);
    expect(await stateOf(address)).to.include({ state: 'failed', problem: 'gone' });
    site.pages['/picture'] = await plain().jpeg().toBuffer();
    expect(await storeDuePictures(services)).to.equal(0);
    await want(address);
    await storeDuePictures(services);
    expect(await stateOf(address)).to.include({ state: 'stored', problem: null });
  });

  it('have a name that does not follow from their content', async () => {
    const body = await plain().jpeg().toBuffer();
    const address = await stored(body);
    const encoded = (await encodeApart(body)) as EncodedPicture;
    expect((await stateOf(address)).hash)
      .to.match(/^[0-9a-f]{32}$/)
      .and.not.equal(encoded.hash);
    expect(await fileOf(address, 1200)).to.deep.equal(Buffer.from(encoded.sizes[0]!.body));
  });

  it('of which a part is missing are as if they were not there', async () => {
    const address = await stored(await plain().jpeg().toBuffer());
    const name = `${(await stateOf(address)).hash}-1200.jpg`;
    await mongoose.connection.db!.collection('pictures.chunks').deleteMany({});
    expect(await readPictureFile(name)).to.equal(null);
  });

  describe('when there is little room', () => {
    const fill = (bytes: number) =>
      Picture.create({
        _id: 'other',
        address: 'https://other.example/',
        state: 'stored',
        wantedAt: new Date(0),
        bytes,
      });
    const notices = async () =>
      (await PictureRoom.findById('room', '+pendingNotices').lean())?.pendingNotices?.length ?? 0;

    it('are not stored beyond 2 GB, and stored a day later when there is room again', async () => {
      await fill(mostBytes);
      await stored(await plain().jpeg().toBuffer());
      expect(site.asked).to.have.length(0);
      await emptyDatabase();
      await fill(mostBytes - 100);
      const address = await stored(await plain().jpeg().toBuffer());
      expect(await stateOf(address)).to.include({ state: 'waiting', problem: 'no-room' });
      expect(await count('pictures.files')).to.equal(0);
      await Picture.deleteOne({ _id: 'other' });
      later(24 * hours);
      await storeDuePictures(services);
      expect(await stateOf(address)).to.include({ state: 'stored', problem: null });
    });

    it('admins get one notice at four fifths, and another only after there was room in between', async () => {
      await fill(mostBytes * 0.79);
      await stored(await plain().jpeg().toBuffer());
      expect(await notices()).to.equal(0);
      await Picture.updateOne({ _id: 'other' }, { $set: { bytes: mostBytes * 0.8 } });
      for (let n = 0; n < 2; n += 1) {
        await want(site.url(`/other-${n}`));
        await storeDuePictures(services);
        expect(await notices()).to.equal(1);
      }
      for (const [share, expected] of [
        [0.5, 1],
        [0.9, 2],
      ] as const) {
        await Picture.updateOne({ _id: 'other' }, { $set: { bytes: mostBytes * share } });
        await want(site.url(`/again-${share}`));
        await storeDuePictures(services);
        expect(await notices()).to.equal(expected);
      }
    });
  });

  it('are shown from our own address, and a drawing until they are stored', async () => {
    site.pages['/picture'] = await plain().jpeg().toBuffer();
    const post = { id: 'a'.repeat(24), imageUrl: site.url('/picture'), topic: null };
    const shown = async () => pictureOf(post, await findPictures([post]));
    await want(post.imageUrl);
    expect((await shown()).src).to.match(/^\/pictures\/artwork\/1\/[a-z]+-none-a{24}\.svg$/);
    await storeDuePictures(services);
    const { hash } = await stateOf(post.imageUrl);
    expect(await shown()).to.deep.equal({
      src: `/pictures/${hash}-1200.jpg`,
      srcset: [1200, 640, 240].map((width) => `/pictures/${hash}-${width}.jpg ${width}w`).join(', '),
      width: 1200,
      height: 628,
    });
  });
});
