import { expect } from 'chai';
import sinon from 'sinon';
import { createApp } from '../../src/app.js';
import { runImport } from '../../src/conversions/import/begin-pass.js';
import { deleteImport, forgetImports } from '../../src/conversions/import/delete-import.js';
import { ConversionImport, ImportPiece, WrongRow } from '../../src/conversions/import/import.model.js';
import { advanceImports } from '../../src/conversions/import/import.jobs.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildTriedImport, mappingOf } from './builders.js';

const page = '/admin/conversions/import';
const minute = 60_000;

describe('An import of conversions whose step fails', () => {
  const services = createTestServices();
  before(useDatabase);
  beforeEach(emptyDatabase);
  beforeEach(buildOrganization);
  beforeEach(() => services.setNow('2026-11-18T12:00:00Z'));
  afterEach(() => sinon.restore());

  const columns = { kind: 'sale', externalId: '0', at: '1', slug: '2' };
  const mapping = mappingOf(columns);

  /** Rows being kept, of which no step succeeds. */
  async function failing() {
    const text = 'id;date;link\n1;2026-11-01;x\nwrong;x;y\n';
    const importId = await buildTriedImport(services, text, columns);
    await runImport(services, { actor: acting('admin'), importId });
    await ConversionImport.updateOne({ _id: importId }, { $set: { mapping: null } });
    return importId;
  }
  const stateOf = async (importId: string) => (await ConversionImport.findById(importId).lean())!;

  it('can be thrown away, file and all', async () => {
    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    const importId = await failing();
    await advanceImports(services);
    await agent.visit(`${page}/${importId}`);
    expect(agent.page('main').text()).to.contain('We try again in some minutes.');
    await agent.visit(`${page}/${importId}/delete`);
    expect((await agent.submit({}, `${page}/${importId}/delete`)).status).to.equal(303);
    expect(await ConversionImport.countDocuments()).to.equal(0);
    expect(await ImportPiece.countDocuments()).to.equal(0);
    expect(await WrongRow.countDocuments()).to.equal(0);
  });

  it('says how many more wrong rows there are by what is stored, not by a pass that has not come to them', async () => {
    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    const wrongRows = Array.from({ length: 23 }, (_, n) => `${n};x;y\n`).join('');
    const few = await failing();
    await advanceImports(services);
    await agent.visit(`${page}/${few}`);
    expect(agent.page('main').text()).not.to.match(/(^|\s)-\d|more (is|are) in the downloaded/);
    const many = await buildTriedImport(services, `id;date;link\n1;2026-11-01;x\n${wrongRows}`, columns);
    await runImport(services, { actor: acting('admin'), importId: many });
    await agent.visit(`${page}/${many}`);
    expect(agent.page('main').text()).to.contain('3 more are in the downloaded file');
  });

  it('is tried again later and later, and stopped with a word after five times', async () => {
    const importId = await failing();
    let now = services.clock.now().getTime();
    for (const failures of [1, 2, 3, 4]) {
      await advanceImports(services);
      const { state, dueAt, claim, ...rest } = await stateOf(importId);
      expect(rest.failures).to.equal(failures);
      expect([state, claim]).to.deep.equal(['importing', null]);
      expect(dueAt.getTime() - now).to.equal(2 ** (failures - 1) * minute);
      now = dueAt.getTime();
      services.setNow(new Date(now));
    }
    await advanceImports(services);
    const { state, problem } = await stateOf(importId);
    expect([state, problem!.key]).to.deep.equal(['stopped', 'conversions.import-failed']);
    expect(await ImportPiece.countDocuments()).to.equal(0);
  });

  it('forgets its failures with the next step that succeeds', async () => {
    const importId = await failing();
    await advanceImports(services);
    await ConversionImport.updateOne({ _id: importId }, { $set: { mapping } });
    services.setNow('2026-11-18T12:02:00Z');
    await advanceImports(services);
    const { state, failures, problem } = await stateOf(importId);
    expect([state, failures, problem ?? null]).to.deep.equal(['imported', 0, null]);
  });

  it('leaves nothing behind for long when the process ended while it was deleted, or when its file was', async () => {
    const parts = async (importId: string) => {
      const ofIt = { _id: { $gte: importId, $lt: `${importId};` } };
      return [await ImportPiece.countDocuments(ofIt), await WrongRow.countDocuments(ofIt)];
    };
    const [deleted, stopped, running] = [await failing(), await failing(), await failing()];
    const kill = sinon.stub(ImportPiece, 'deleteMany').rejects(new Error('killed'));
    await deleteImport(services, { actor: acting('admin'), importId: deleted }).catch(() => undefined);
    kill.restore();
    // As it is between the end of an import and the deletion of its file.
    await ConversionImport.updateOne({ _id: stopped }, { $set: { state: 'stopped' } });
    for (const importId of [deleted, stopped]) expect(await parts(importId)).to.deep.equal([1, 1]);
    await forgetImports(services);
    expect(await parts(deleted)).to.deep.equal([0, 0]);
    expect(await parts(stopped)).to.deep.equal([0, 1]);
    expect(await parts(running)).to.deep.equal([1, 1]);
  });

  it('leaves nothing behind when it is thrown away while a step writes', async () => {
    const importId = await failing();
    await ConversionImport.updateOne({ _id: importId }, { $set: { mapping } });
    await WrongRow.deleteMany({});
    const bulkWrite = WrongRow.collection.bulkWrite.bind(WrongRow.collection);
    const writing = sinon.stub(WrongRow.collection, 'bulkWrite');
    writing.callsFake(async (...given: Parameters<typeof bulkWrite>) => {
      writing.restore();
      await deleteImport(services, { actor: acting('admin'), importId });
      return bulkWrite(...given);
    });
    await advanceImports(services);
    sinon.assert.calledOnce(writing);
    expect(await WrongRow.countDocuments()).to.equal(0);
    expect(await ImportPiece.countDocuments()).to.equal(0);
  });

  it('stops no other import', async () => {
    const broken = await failing();
    const other = await buildTriedImport(services, 'id;date;link\n2;2026-11-01;x\n', columns);
    expect((await stateOf(other)).state).to.equal('tried');
    expect((await stateOf(broken)).failures).to.equal(1);
  });

  it('is stopped where a part of its file is too costly to read, says so, and can be thrown away', async () => {
    // The parse process gives up after two seconds of its own, which a busy machine makes many.
    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    const honest = 'id;date;link\n' + '1;2026-11-01;x\n'.repeat(6_000);
    // A row that never ends makes the part long; then each short line has a stray quotation mark.
    const hostile = `"x\n${'a\n'.repeat(1_100_000)}${'a"\n'.repeat(500_000)}`;
    const importId = await buildTriedImport(services, honest + hostile, columns);
    const { state, problem } = await stateOf(importId);
    expect([state, problem!.key]).to.deep.equal(['stopped', 'conversions.import-too-complex']);
    await agent.visit(`${page}/${importId}`);
    expect(agent.page('main').text()).to.contain('its quotation marks may be out of order');
    await agent.visit(`${page}/${importId}/delete`);
    expect((await agent.submit({}, `${page}/${importId}/delete`)).status).to.equal(303);
    expect(await ConversionImport.countDocuments()).to.equal(0);
    expect(await ImportPiece.countDocuments()).to.equal(0);
  });
});
