import { once } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { load } from 'cheerio';
import sinon from 'sinon';
import { createApp, type App } from '../../src/app.js';
import { ConversionImport } from '../../src/conversions/import/import.model.js';
import { largestFile } from '../../src/conversions/import/take-file.js';
import { createAgent, signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { createTestServices } from '../support/services.js';
import { buildTrackedLink } from '../clicks/builders.js';

const page = '/admin/conversions/import';
const boundary = 'groundswell';
const megabyte = 1024 * 1024;

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

describe('Files of conversions sent at once', function () {
  this.timeout(120_000);
  const services = createTestServices();
  let app: App;
  let server: http.Server;
  let address: string;

  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(async () => {
    app = createApp(services);
    server = http.createServer(app);
    address = await listen(server);
  });
  let goOn = () => undefined as void;
  afterEach(() => {
    // Also after a failure: what waits holds its place.
    goOn();
    sinon.restore();
    server.closeAllConnections();
    server.close();
  });

  type Person = Awaited<ReturnType<typeof admin>>;

  /** An admin whose browser holds these cookies and has the form of the page open. */
  async function admin() {
    const agent = await signedIn(app, { roles: ['admin'] });
    await agent.visit(page);
    const cookies = agent.http.jar
      .getCookies({ path: '/', domain: '127.0.0.1', secure: false, script: false })
      .toValueString();
    return { cookies, token: String(agent.page('[name=_csrf]').first().val()) };
  }

  /** Begins to send a file: the same megabyte again and again, so that this side holds no copies. Of `bytes` it sends `sendsOnly`. */
  function upload({ cookies, token }: Person, bytes: number, sendsOnly = bytes) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`;
    const foot = `\r\n--${boundary}--\r\n`;
    const request = http.request(new URL(`${page}/file`, address), {
      method: 'POST',
      agent: false,
      headers: {
        Cookie: cookies,
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
        'Content-Length': head.length + bytes + foot.length,
      },
    });
    const answer = new Promise<Answer>((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
      });
    });
    const parts = function* () {
      yield head;
      for (let sent = 0; sent < sendsOnly; sent += rows.length)
        yield rows.subarray(0, Math.min(rows.length, sendsOnly - sent));
      if (sendsOnly === bytes) yield foot;
    };
    Readable.from(parts()).pipe(request, { end: sendsOnly === bytes });
    return { request, answer };
  }

  const rows = Buffer.alloc(megabyte, 'id;date;value;link of an order\n');

  /** Holds up the storing of files until it is let go. */
  function holdStoring() {
    let letGo = () => undefined as void;
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const create = ConversionImport.create.bind(ConversionImport) as (...args: unknown[]) => unknown;
    const held = sinon
      .stub(ConversionImport, 'create')
      .callsFake(((...args: unknown[]) => gate.then(() => create(...args))) as never);
    goOn = () => letGo();
    return { held, letGo: goOn };
  }

  const until = async (isSo: () => boolean) => {
    while (!isSo()) await wait(5);
  };

  function isRefusedWithAdvice({ status, headers, text }: Answer, words: string) {
    expect(status).to.equal(503);
    expect(Number(headers['retry-after'])).to.be.greaterThan(0);
    expect(load(text)('main').text()).to.contain(words).and.contain('send it again');
  }

  /** Answers that redirects and pages get until it is stopped. */
  function askMeanwhile(slug: string) {
    const stranger = createAgent(server as never);
    const statuses: number[] = [];
    let isOver = false;
    const asking = (async () => {
      while (!isOver)
        for (const path of [`/l/${slug}`, '/sign-in']) statuses.push((await stranger.http.get(path)).status);
    })();
    return async () => {
      isOver = true;
      await asking;
      return statuses;
    };
  }

  it('are held in memory three at a time, each refused sender is told what to do, and others are answered', async () => {
    const { slug } = await buildTrackedLink();
    const people = await Promise.all(Array.from({ length: 4 }, admin));
    const { held, letGo } = holdStoring();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const measure = () => (most = Math.max(most, process.memoryUsage().arrayBuffers - before));
    const measuring = setInterval(measure, 10);
    const stopAsking = askMeanwhile(slug);
    const answers: Answer[] = [];
    const all = Array.from({ length: 20 }, (_, n) =>
      upload(people[n % 4]!, largestFile - 1000).answer.then((answer) => {
        answers.push(answer);
        return answer;
      }),
    );
    await until(() => held.callCount === 3 && answers.length === 17);
    const asked = await stopAsking();
    clearInterval(measuring);
    for (const answer of answers) isRefusedWithAdvice(answer, 'was not stored');
    expect(asked).to.have.length.above(1);
    expect(new Set(asked)).to.deep.equal(new Set([302, 200]));
    letGo();
    const statuses = (await Promise.all(all)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).to.have.lengthOf(3);
    // Three files, each twice while it is put together, and what is on its way in the sockets. Earlier tests may have left
    // buffers that are freed meanwhile.
    expect(most / megabyte).to.be.within(2 * 20, 3 * 2 * 20 + 60);
  });

  it('keep their place until the work with them has ended, also when their sender hangs up', async () => {
    const person = await admin();
    const { held, letGo } = holdStoring();
    const seen = new Promise((resolve) =>
      server.once('request', (_req, res: http.ServerResponse) => res.once('close', () => resolve(undefined))),
    );
    const first = upload(person, 1000);
    await until(() => held.callCount === 1);
    first.request.destroy();
    await Promise.all([first.answer.catch(() => undefined), seen]);
    isRefusedWithAdvice(await upload(person, 1000).answer, 'is still being read');
    letGo();
    expect(await placeIsFree(person)).to.equal(303);
    expect(await ConversionImport.countDocuments()).to.equal(2);
  });

  it('give their place up when their sender hangs up before all has come', async () => {
    const person = await admin();
    const stuck = upload(person, largestFile, 1000);
    await once(server, 'request');
    isRefusedWithAdvice(await upload(person, 1000).answer, 'is still being read');
    stuck.request.destroy();
    await stuck.answer.catch(() => undefined);
    expect(await placeIsFree(person)).to.equal(303);
    expect(await ConversionImport.countDocuments()).to.equal(1);
  });

  it('take no place when their sender hung up before anything of them was read', async () => {
    const person = await admin();
    server.removeListener('request', app);
    const passedOn = new Promise<void>((resolve) =>
      server.once('request', (req, res: http.ServerResponse) => {
        sent.request.destroy();
        res.once('close', () => {
          app(req, res);
          resolve();
        });
      }),
    );
    const sent = upload(person, largestFile, 1000);
    await Promise.all([passedOn, sent.answer.catch(() => undefined)]);
    server.on('request', app);
    // Answered after the one before has come as far as it does.
    const agent = createAgent(server as never);
    for (const path of [page, page]) await agent.http.get(path).set('Cookie', person.cookies);
    expect((await upload(person, 1000).answer).status).to.equal(303);
  });

  /** The first answer that is no refusal. */
  async function placeIsFree(person: Person): Promise<number> {
    for (;;) {
      const { status } = await upload(person, 1000).answer;
      if (status !== 503) return status;
    }
  }
});
