import { expect } from 'chai';
import fc from 'fast-check';
import { createApp } from '../../src/app.js';
import { advanceImport } from '../../src/conversions/import/advance-import.js';
import { runImport, tryImport } from '../../src/conversions/import/begin-pass.js';
import { forgetImports } from '../../src/conversions/import/delete-import.js';
import {
  ConversionImport,
  ImportPiece,
  WrongRow,
  type ImportRecord,
} from '../../src/conversions/import/import.model.js';
import { advanceImports } from '../../src/conversions/import/import.jobs.js';
import { mappingSchema } from '../../src/conversions/import/mapping.js';
import { largestFile, takeFile } from '../../src/conversions/import/take-file.js';
import { InvalidInput } from '../../src/platform/errors.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { groupBy } from '../../src/platform/data/group-by.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { type NewConversion } from '../../src/conversions/check-conversion.js';
import { acting } from '../support/actors.js';
import { signedIn, type Agent } from '../support/agent.js';
import { buildOrganization, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from '../clicks/builders.js';

const page = '/admin/conversions/import';

describe('Importing conversions from a file', () => {
  const services = createTestServices();
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));
  beforeEach(() => services.setNow('2026-11-18T12:00:00Z'));

  const admin = async () => signedIn(createApp(services), { roles: ['admin'] });
  const tokenOf = (agent: Agent) => String(agent.page('[name=_csrf]').first().val());

  /** Sends a file with the form of the page that the agent is on. */
  async function send(agent: Agent, file: Buffer | string, fields: Record<string, string> = {}) {
    const all = { _csrf: tokenOf(agent), _page: page, ...fields };
    let request = agent.http.post(`${page}/file`);
    for (const [name, value] of Object.entries(all)) request = request.field(name, value);
    return request.attach('file', Buffer.from(file), 'Bestellungen März.csv');
  }

  async function linkWithClick(at = '2026-11-17T09:00:00Z') {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at });
    return slug;
  }

  /** The table of outcomes on the page, without lines that are zero. */
  const outcomes = (agent: Agent) =>
    Object.fromEntries(
      agent
        .page('table')
        .first()
        .find('tbody tr')
        .toArray()
        .map((row) => agent.page(row).children().toArray())
        .map(([name, rows]) => [agent.page(name).text().replace('– ', ''), Number(agent.page(rows).text())])
        .filter(([, rows]) => rows !== 0),
    ) as Record<string, number>;

  const chosen = {
    delimiter: 'semicolon',
    header: 'yes',
    kind: 'sale',
    externalId: '0',
    at: '1',
    dateFormat: 'year-first',
    value: '2',
    decimalMark: 'comma',
    currencyForAll: 'EUR',
    slug: '3',
  };

  it('goes from a file by its columns and a trial to conversions, and ends with the rows that were wrong', async () => {
    const slug = await linkWithClick();
    const agent = await admin();
    await agent.visit(page);
    const lines = [
      'Order ID;Date;Amount;Currency;utm_content',
      `A-1;2026-11-17 14:30;49,90;EUR;${slug}`,
      'A-2;2026-11-17 14:30;1.234,00;EUR;no-such-link',
      `A-1;2026-11-17 15:30;49,90;EUR;${slug}`,
      '=1+1;2026-11-31;5,00;EUR;x',
      `A-3;2026-11-17 15:30;"7";EUR;${slug}`,
      `A-4;2026-11-17 15:30;7;EUR;"lost`,
      `A-5;2026-11-17;0,50;JPY;${slug}`,
    ];
    const sent = await send(agent, Buffer.from(`\uFEFF${lines.join('\r\n')}`));
    expect(sent.status).to.equal(303);
    const columns = String(sent.headers.location);

    await agent.visit(columns);
    expect(agent.page('.lead').text()).to.contain('Bestellungen März.csv');
    expect(agent.page('select[name=slug] option[selected]').text()).to.equal('utm_content');
    expect(agent.page('[name=decimalMark][checked]').val()).to.equal('comma');
    const unsaid = await agent.submit({}, columns);
    expect(unsaid.status).to.equal(422);
    expect(agent.page('#kind-error').text()).to.contain('Choose one kind');
    expect(agent.page('select[name=externalId] option[selected]').text()).to.equal('Order ID');

    const tried = await agent.submit({ kind: 'sale' }, columns);
    expect(tried.status).to.equal(303);
    await agent.visit(String(tried.headers.location));
    const table = {
      'Attributed to a click': 2,
      'Stored, attributed to no click': 1,
      "We don't know its link": 1,
      'Doubled within the file': 1,
      Wrong: 3,
    };
    expect(outcomes(agent)).to.deep.equal(table);
    expect(agent.page('h1').text()).to.equal('Result of the trial');
    expect(await Conversion.countDocuments()).to.equal(0);
    const wrong = agent.page('table').last().find('tbody tr').first().text();
    expect(wrong).to.contain('no such day').and.contain('5').and.contain('Date').and.contain('2026-11-31');

    const kept = await agent.submit({}, `${String(tried.headers.location)}/keep`);
    await agent.visit(String(kept.headers.location));
    expect(outcomes(agent)).to.deep.equal(table);
    expect(agent.page('h1').text()).to.equal('Imported');
    expect(await Conversion.countDocuments({ via: 'csv', kind: 'sale' })).to.equal(3);
    expect((await Conversion.findOne({ externalId: 'A-1' }).lean())!).to.include({
      value: 4990,
      currency: 'EUR',
    });
    expect(await ImportPiece.countDocuments()).to.equal(0);

    const { text } = await agent.http.get(`${String(kept.headers.location)}/wrong.csv`);
    expect(text).to.match(
      /^\uFEFFLine,Column,What is wrong,Order ID,Date,Amount,Currency,utm_content\r\n5,Date,/,
    );
    expect(text).to.contain(",'=1+1,2026-11-31").and.contain('7,,').and.contain('8,Amount,');
  });

  it('keeps nothing twice, whoever tells it again', async () => {
    const slug = await linkWithClick();
    const agent = await admin();
    for (const expected of [{ 'Attributed to a click': 1 }, { 'Known already': 1 }]) {
      await agent.visit(page);
      const sent = await agent.submit({ text: `id;date;value;link\nA;2026-11-17 14:00;;${slug}\n` }, page);
      await agent.visit(String(sent.headers.location));
      const tried = await agent.submit({ ...chosen }, String(sent.headers.location));
      await agent.visit(String(tried.headers.location));
      expect(outcomes(agent)).to.deep.equal(expected);
      if ('Known already' in expected) expect(agent.page('form[action$="/keep"]').length).to.equal(0);
      else await agent.submit({}, `${String(tried.headers.location)}/keep`);
    }
    expect(await Conversion.countDocuments()).to.equal(1);
  });

  describe('the form with a file', () => {
    it('is refused without the token of the session, or from another site, and nothing is kept', async () => {
      const agent = await admin();
      await agent.visit(page);
      expect((await send(agent, 'id\n1', { _csrf: 'forged', _page: '' })).status).to.equal(403);
      const crossSite = await agent.http
        .post(`${page}/file`)
        .set('Sec-Fetch-Site', 'cross-site')
        .field('_csrf', tokenOf(agent))
        .field('_page', page)
        .attach('file', Buffer.from('id\n1'), 'a.csv');
      expect(crossSite.status).to.equal(403);
      expect(await ConversionImport.countDocuments()).to.equal(0);
    });

    it('leads back to its page when the token or the session is too old, and asks for the file again', async () => {
      const agent = await admin();
      await agent.visit(page);
      const stale = await send(agent, 'id\n1', { _csrf: tokenOf(agent).replace(/^[^.]+/, 'old') });
      expect([stale.status, stale.headers.location]).to.deep.equal([303, page]);
      await agent.visit(page);
      expect(agent.page('#file-error').text()).to.contain('Choose it again');
      await agent.http
        .post('/sign-out')
        .type('form')
        .send({ _csrf: tokenOf(agent) });
      const ended = await send(agent, 'id\n1');
      expect(ended.status).to.equal(303);
      expect(ended.headers.location).to.match(/^\/sign-in\?next=/);
      expect(await ConversionImport.countDocuments()).to.equal(0);
    });

    it('is for admins alone', async () => {
      const agent = await signedIn(createApp(services), { roles: ['editor', 'sponsor'] });
      await agent.visit('/account');
      expect((await send(agent, 'id\n1')).status).to.equal(403);
      expect((await agent.visit(page)).status).to.equal(403);
    });

    const refused: [string, Buffer, string][] = [
      ['is empty', Buffer.from('\uFEFF\r\n\r\n'), 'nothing in it'],
      ['is a workbook', Buffer.from('PK\u0003\u0004rest of it'), 'a workbook'],
      ['is no text', Buffer.from([0x7f, 0x45, 0, 1, 2]), 'not a text file'],
      ['is too large', Buffer.alloc(largestFile + 1, 'a'), 'larger than 20 MB'],
      ['has too many columns', Buffer.from(`${'a,'.repeat(300)}\n`), 'more than 200 columns'],
    ];
    for (const [name, file, words] of refused)
      it(`says what to do when the file ${name}`, async () => {
        const agent = await admin();
        await agent.visit(page);
        const response = await send(agent, file);
        expect(response.status).to.equal(422);
        expect(response.text).to.contain(words).and.contain(`value="${page}"`);
        expect(await ImportPiece.countDocuments()).to.equal(0);
      });
  });

  describe('as a job', () => {
    const mapping = mappingSchema.parse(chosen);
    let personId: string;
    beforeEach(async () => {
      await buildOrganization();
      personId = (await buildUser()).id;
    });
    const take = (text: string) =>
      takeFile(services, { name: 'a.csv', file: Buffer.from(text), actor: acting('admin', personId) });
    const stateOf = async (importId: string) =>
      (await ConversionImport.findById(importId).lean<ImportRecord>())!;

    async function tryAll(text: string) {
      const importId = await take(text);
      await tryImport(services, { actor: acting('admin'), importId, mapping: mapping });
      await advanceImports(services);
      return importId;
    }

    async function keepAll(importId: string) {
      await runImport(services, { actor: acting('admin'), importId });
      await advanceImports(services);
    }

    it('lists no row as wrong that was wrong only when it was tried', async () => {
      const slug = await linkWithClick();
      const importId = await tryAll(`id;at;value;link\nA1;2026-11-18 23:00;5,00;${slug}\n`);
      expect(await WrongRow.countDocuments()).to.equal(1);
      services.setNow('2026-11-19T12:00:00Z');
      await keepAll(importId);
      expect([await WrongRow.countDocuments(), await Conversion.countDocuments()]).to.deep.equal([0, 1]);
    });

    it('comes to what the trial said, for any file', async () => {
      const slugs = ['', 'nowhere', await linkWithClick(), await linkWithClick('2026-11-17T14:30:00Z')];
      const row = fc.tuple(
        fc.constantFrom('1', '2', '3', '4', '5', '"6"', '', '"7'),
        fc.constantFrom(
          '2026-11-17 14:00',
          '2026-11-17',
          '2026-11-18',
          '2026-10-01 9:00',
          '2019-01-01',
          'never',
        ),
        fc.constantFrom('', '1', '1,50', '1.50', '-1', '9999999999999'),
        fc.constantFrom(...slugs),
      );
      const known = fc.constantFrom('', '1', '3');
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 25 }), known, async (rows, before) => {
          await Promise.all([
            Conversion.deleteMany({}),
            ConversionImport.deleteMany({}),
            WrongRow.deleteMany({}),
          ]);
          if (before) await keepAll(await tryAll(`h;h;h;h\n${before};2026-11-17 14:00;;\n`));
          const stored = await Conversion.countDocuments();
          const importId = await tryAll(`h;h;h;h\n${rows.map((cells) => cells.join(';')).join('\n')}\n`);
          const tried = await stateOf(importId);
          expect(await Conversion.countDocuments()).to.equal(stored);
          const sum = Object.values(tried.counts).reduce((a, b) => a + b, 0);
          expect(sum).to.equal(tried.progress.rows);
          await keepAll(importId);
          const kept = await stateOf(importId);
          expect(kept.state).to.equal('imported');
          expect(kept.counts).to.deep.equal(tried.counts);
        }),
        { numRuns: 25 },
      );
    });

    /** So long that a file of some hundreds is kept in several steps. */
    const note = 'x'.repeat(800);
    const many = (rows: number) =>
      `id;date;value;link;note\n${Array.from({ length: rows }, (_, n) => `A-${n % (rows - 5)};2026-11-17 14:00;1,00;x;${note}\n`).join('')}`;

    it('keeps in several steps what each row alone would come to', async () => {
      const slugs = [
        '',
        'nowhere',
        await linkWithClick('2026-11-10T09:00:00Z'),
        await linkWithClick('2026-11-17T14:30:00Z'),
      ];
      const alone: NewConversion[] = Array.from({ length: 400 }, (_, n) => ({
        kind: 'sale',
        externalId: `A-${n}`,
        at: new Date(Date.UTC(2026, 10, 1 + (n % 17), n % 24, n % 60)),
        value: n * 7,
        currency: 'EUR',
        slug: slugs[n % slugs.length]!,
        via: 'csv',
      }));
      const outcomes: object[] = [];
      for (const one of alone) outcomes.push(await recordConversion(services, one));
      const stored = () =>
        Conversion.find()
          .sort({ externalId: 1 })
          .select({ _id: 0, at: 1, day: 1, value: 1, currency: 1, because: 1, clickId: 1, trackedLinkId: 1 })
          .lean();
      const singly = await stored();
      await Conversion.deleteMany({});

      const rows = alone.map(
        ({ externalId, at, value, slug }) =>
          `${externalId};${at!.toISOString()};${(value! / 100).toFixed(2).replace('.', ',')};${slug};${note}`,
      );
      const importId = await tryAll(`id;date;value;link;note\n${rows.join('\n')}`);
      const names = outcomes.map((one) =>
        'because' in one ? `unattributed:${String(one.because)}` : 'attributed',
      );
      const counts = Object.fromEntries(
        [...groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]),
      );
      expect((await stateOf(importId)).counts).to.deep.equal({ wrong: 0, doubled: 0, ...counts });
      await runImport(services, { actor: acting('admin'), importId });
      await advanceImport(services, { rows: 100 });
      expect((await stateOf(importId)).progress.rows).to.be.within(100, 450);
      await advanceImports(services);
      expect(await stored()).to.deep.equal(singly);
    });

    it('goes on where a process ended, and counts what it had kept as its own', async () => {
      const importId = await tryAll(many(605));
      const { counts } = await stateOf(importId);
      expect(counts).to.include({ 'unattributed:unknown-link': 600, doubled: 5 });
      await runImport(services, { actor: acting('admin'), importId });
      await advanceImport(services, { rows: 200 });
      const stopped = await stateOf(importId);
      expect(stopped.state).to.equal('importing');
      expect(stopped.progress.rows).to.be.within(200, 450);
      // It ended after the next rows were kept, and before that was written down.
      await advanceImport(services, { rows: 200 });
      await ConversionImport.updateOne(
        { _id: importId },
        {
          $set: {
            progress: stopped.progress,
            counts: stopped.counts,
            claim: 'of a process that ended',
            dueAt: new Date('2026-11-18T12:01:00Z'),
          },
        },
      );
      expect(await advanceImport(services)).to.equal(false);
      services.setNow('2026-11-18T12:01:01Z');
      await advanceImports(services);
      expect((await stateOf(importId)).counts).to.deep.equal(counts);
      expect(await Conversion.countDocuments()).to.equal(600);
    });

    it('is done by one process at a time', async () => {
      const importId = await take(many(305));
      await tryImport(services, { actor: acting('admin'), importId, mapping: mapping });
      await Promise.all(Array.from({ length: 4 }, () => advanceImports(services)));
      const { counts, progress } = await stateOf(importId);
      expect(progress.rows).to.equal(305);
      expect(counts).to.include({ 'unattributed:unknown-link': 300, doubled: 5 });
    });

    it('is done by one of two processes that find it at the same moment', async () => {
      const importId = await take(many(305));
      await tryImport(services, { actor: acting('admin'), importId, mapping: mapping });
      let first = false;
      onceReached('claim.found', async () => (first = await advanceImport(services)));
      expect([await advanceImport(services), first]).to.deep.equal([false, true]);
      const { state, progress } = await stateOf(importId);
      expect([state, progress.rows]).to.deep.equal(['tried', 305]);
    });

    it('counts nothing twice when one process takes it for another that only was slow', async () => {
      const importId = await tryAll(many(605));
      const { counts } = await stateOf(importId);
      await runImport(services, { actor: acting('admin'), importId });
      const slow = advanceImport(services);
      while (!(await stateOf(importId)).claim);
      services.setNow('2026-11-18T12:01:01Z');
      expect(await Promise.all([slow, advanceImport(services)])).to.deep.equal([true, true]);
      await advanceImports(services);
      expect(await stateOf(importId)).to.deep.include({ state: 'imported', counts });
      expect(await Conversion.countDocuments()).to.equal(600);
    });

    it('counts a row for one of two imports that have it, also when both are kept at once', async () => {
      const both = [await tryAll(many(605)), await tryAll(many(605))];
      for (const importId of both) await runImport(services, { actor: acting('admin'), importId });
      await Promise.all(both.map((importId) => advanceImport(services, { importId })));
      const [one, other] = await Promise.all(both.map(async (importId) => (await stateOf(importId)).counts));
      for (const name of ['unattributed:unknown-link', 'already-known'])
        expect((one![name] ?? 0) + (other![name] ?? 0), name).to.equal(600);
      expect(await Conversion.countDocuments()).to.equal(600);
    });

    it('is not tried when a quotation mark was lost in its first row, so that others are inside it', async () => {
      const begin = async (head: string) =>
        tryImport(services, {
          actor: acting('admin'),
          importId: await take(`${head}\nA3;2026-11-17 14:00;;x\n`),
          mapping,
        });
      await begin('"id\nof the order";date;value;link');
      const refused = await begin(
        'id;date;value;"link\nA1;2026-11-17 14:00;;x\nA2;2026-11-17 14:00;;x"',
      ).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(InvalidInput);
    });

    it('stops with a clear word when the file has too many rows, and keeps nothing of it', async () => {
      // With long rows, so that each part of the file has few: reading one may take two seconds.
      const importId = await take(`h;h;h;h\n${`a;${'b'.repeat(40)}\n`.repeat(200_001)}`);
      await tryImport(services, { actor: acting('admin'), importId, mapping: mapping });
      await ConversionImport.updateOne({ _id: importId }, { $set: { 'progress.rows': 199_900 } });
      await advanceImports(services);
      const { state, problem } = await stateOf(importId);
      expect([state, problem!.key]).to.deep.equal(['stopped', 'conversions.import-too-many-rows']);
      expect(await ImportPiece.countDocuments()).to.equal(0);
    });

    it('forgets a file after a day and an import after a month', async () => {
      await tryAll(many(10));
      await keepAll(await tryAll('h;h;h;h\nwrong;x;y;z\n'));
      services.setNow('2026-11-19T12:00:01Z');
      await forgetImports(services);
      expect(await ConversionImport.find().distinct('state')).to.deep.equal(['imported']);
      expect(await Promise.all([ImportPiece.countDocuments(), WrongRow.countDocuments()])).to.deep.equal([
        0, 1,
      ]);
      services.setNow('2026-12-18T12:00:01Z');
      await forgetImports(services);
      expect(await Promise.all([ConversionImport.countDocuments(), WrongRow.countDocuments()])).to.deep.equal(
        [0, 0],
      );
    });
  });
});
