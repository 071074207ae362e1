import { expect } from 'chai';
import { createLog } from '../../src/platform/log.js';
import mongoose, { Types } from 'mongoose';
import sharp from 'sharp';
import supertest from 'supertest';
import { createApp, type App } from '../../src/app.js';
import { drawArtwork } from '../../src/files/artwork/draw-artwork.js';
import { artworkPath, mailPictureOf } from '../../src/files/index.js';
import { writePictureFiles } from '../../src/files/picture-files.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { plain } from './images.js';

const id = '0123456789abcdef01234567';
const input = { colour: 'fjord', motif: 'ferry', id } as const;
const hash = 'ab'.repeat(16);
const forAYear = 'public, max-age=31536000, immutable';

describe('The address of a picture', () => {
  const services = createTestServices();
  let app: App;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    app = createApp(services);
  });

  const get = (path: string) => supertest(app).get(path).buffer(true);
  const bytesOf = async (path: string) => (await get(path)).body as Buffer;

  it('of a drawing holds all that it is drawn from: no session, and nothing of the database', async () => {
    const asked: string[] = [];
    // Models that are new in this process may still be building their indexes.
    mongoose.set('debug', (collection: string, method: string) => {
      if (!method.startsWith('create')) asked.push(collection);
    });
    const answer = await get(artworkPath(input));
    mongoose.set('debug', false);
    expect(answer.status).to.equal(200);
    expect(String(answer.body)).to.equal(drawArtwork(input));
    expect(asked).to.deep.equal([]);
    expect(answer.headers).to.not.have.property('set-cookie');
  });

  it('of a drawing is stored by browsers for a year, and taken for nothing but a picture', async () => {
    const { headers } = await get(artworkPath(input));
    expect(headers['cache-control']).to.equal(forAYear);
    expect(headers['content-type']).to.match(/^image\/svg\+xml/);
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(headers['content-security-policy']).to.contain("default-src 'self'");
    expect(headers['cross-origin-resource-policy']).to.equal('cross-origin');
    const again = await get(artworkPath(input)).set('If-None-Match', headers.etag!);
    expect(again.status).to.equal(304);
  });

  it('of a drawing is sent packed, in less than 4 KB, to whoever can unpack it', async () => {
    const packed = await get(artworkPath(input)).set('Accept-Encoding', 'gzip');
    expect(packed.headers).to.include({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(Number(packed.headers['content-length'])).to.be.below(4096);
    const whole = await get(artworkPath(input)).set('Accept-Encoding', 'identity');
    expect(whole.headers).to.not.have.property('content-encoding');
    expect(Number(whole.headers['content-length'])).to.be.above(5000);
  });

  it('is not answered on the host for links', async () => {
    const envOverrides = { LINK_URL: 'https://go.example.com' };
    const { status } = await supertest(createApp(createTestServices({ envOverrides })))
      .get(artworkPath(input))
      .set('Host', 'go.example.com');
    expect(status).to.equal(404);
  });

  it('of a drawing by another version of the program is stored for an hour only', async () => {
    const other = artworkPath(input).replace('/1/', '/2/');
    expect((await get(other)).headers['cache-control']).to.equal('public, max-age=3600');
  });

  it('answers 404, without a page, to whatever is no address of ours', async () => {
    for (const path of [
      '/pictures/artwork/1/gold-ferry-0123456789abcdef01234567.svg',
      '/pictures/artwork/1/fjord-boat-0123456789abcdef01234567.svg',
      '/pictures/artwork/1/fjord-ferry-0123456789ABCDEF01234567.svg',
      '/pictures/artwork/1/fjord-ferry-0123.svg',
      `/pictures/artwork/1/fjord-ferry-${id}.png`,
      `/pictures/artwork/1/fjord-ferry-${id}-${'x'.repeat(22)}.png`,
      `/pictures/${hash}-1200.jpg`,
      `/pictures/${hash}-1201.jpg`,
      `/pictures/${hash}.jpg`,
      '/pictures/..%2f..%2fpackage.json',
      '/pictures/%00',
    ]) {
      const { status, text, headers } = await supertest(app).get(path);
      expect([path, status, text ?? '', headers['set-cookie']]).to.deep.equal([path, 404, '', undefined]);
      expect(headers['cache-control'], path).to.equal('no-store');
    }
  });

  it('in a mail is a PNG that nobody else can make us draw', async function () {
    this.timeout(30_000);
    const { src, width, height } = mailPictureOf(services, { id, topic: input }, new Map());
    expect(src.startsWith(`${services.publicUrl}/pictures/artwork/1/fjord-ferry-${id}-`)).to.equal(true);
    const path = src.slice(services.publicUrl.length);
    const answers = await Promise.all([get(path), get(path)]);
    for (const { status, headers, body } of answers) {
      expect([status, headers['content-type'], headers['cache-control']]).to.deep.equal([
        200,
        'image/png',
        forAYear,
      ]);
      expect(await sharp(body as Buffer).metadata()).to.include({
        format: 'png',
        width,
        height,
        hasAlpha: false,
      });
    }
    const otherId = path.replace(id, 'f'.repeat(24));
    expect((await get(otherId)).status).to.equal(404);
  });

  it('is in no line of the log, as a page shows many', async () => {
    const lines: string[] = [];
    const log = createLog('info', { write: (line: string) => lines.push(line) });
    const logged = createApp(createTestServices({ log }));
    for (const path of [artworkPath(input), `/pictures/${hash}-640.jpg`]) await supertest(logged).get(path);
    await supertest(logged).get('/no-such-page');
    expect(lines.filter((line) => line.includes('"req"'))).to.have.length(1);
  });

  it('of a stored picture that is deleted ends within minutes', async () => {
    await writePictureFiles(hash, [{ id: new Types.ObjectId(), width: 240, body: Buffer.from('small') }]);
    const path = `/pictures/${hash}-240.jpg`;
    expect((await get(path)).status).to.equal(200);
    await emptyDatabase();
    expect((await get(path)).status).to.equal(200);
    services.setNow(new Date(services.clock.now().getTime() + 5 * 60 * 1000 + 1));
    expect((await get(path)).status).to.equal(404);
  });

  it('of a stored picture is its content, open to readers of mail, and stored for a year', async () => {
    const body = await plain(1200, 628).jpeg().toBuffer();
    await writePictureFiles(hash, [{ id: new Types.ObjectId(), width: 1200, body }]);
    const path = `/pictures/${hash}-1200.jpg`;
    for (let time = 1; time <= 2; time += 1) {
      const { headers } = await get(path);
      expect((await bytesOf(path)).equals(body)).to.equal(true);
      expect([headers['content-type'], headers['cache-control']]).to.deep.equal(['image/jpeg', forAYear]);
      expect(headers['x-content-type-options']).to.equal('nosniff');
      expect(headers).to.not.have.property('set-cookie');
    }
  });
});
