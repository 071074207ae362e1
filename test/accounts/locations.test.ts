import { expect } from 'chai';
import { Types } from 'mongoose';
import { createApp, type App } from '../../src/app.js';
import { Organization } from '../../src/organization/organization.model.js';
import {
  countLocations,
  createLocation,
  endLocation,
  takeUpLocation,
} from '../../src/accounts/manage-locations.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { InvalidInput } from '../../src/platform/errors.js';
import { Location } from '../../src/people/location.model.js';
import { User } from '../../src/people/user.model.js';
import { buildPostedShare, rowsOf } from '../reports/builders.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';

describe('Locations', () => {
  let app: App;
  let services: TestServices;
  let admin: Awaited<ReturnType<typeof signedIn>>;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services = createTestServices();
    app = createApp(services);
    admin = await signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
  });

  const optionsOf = (name: string) =>
    admin
      .page(`[name=${name}] option`)
      .map((_, one) => admin.page(one).text().trim())
      .get();
  const locationOf = async (id: string) => (await User.findById(id).lean())!.locationId?.toString() ?? null;
  const add = (name: string) => createLocation(services, { actor: 'operator', name });

  it('are added, renamed, ended and taken up by admins, and none is ever deleted', async () => {
    await admin.visit('/admin/locations');
    expect((await admin.submit({ name: 'Kiel' }, '/admin/locations')).status).to.equal(303);
    const { id } = (await countLocations())[0]!;
    const page = `/admin/locations/${id}`;
    await admin.visit(page);
    expect((await admin.submit({ name: 'Kiel harbour' }, page)).status).to.equal(303);
    await admin.visit(page);
    expect((await admin.submit({}, `${page}/end`)).status).to.equal(303);
    await admin.visit('/admin/locations');
    expect(admin.page('[data-part=ended]').text()).to.contain('Kiel harbour').and.contain('Ended on');
    await admin.visit(page);
    expect((await admin.submit({}, `${page}/take-up`)).status).to.equal(303);
    expect(await countLocations()).to.have.length(1);
    const { revision, endedAt } = (await Location.findById(id).lean())!;
    expect({ revision, endedAt }).to.deep.equal({ revision: 4, endedAt: undefined });
  });

  it('have names that differ in more than case and accents, and a refused name stays in the form', async () => {
    await add('Münster');
    await admin.visit('/admin/locations');
    expect((await admin.submit({ name: 'MUNSTER' }, '/admin/locations')).status).to.equal(422);
    expect(admin.page('#name').val()).to.equal('MUNSTER');
    expect(admin.page('#name-error').text()).to.contain('There is a location of that name already.');
    const { id } = (await countLocations())[0]!;
    await endLocation(services, { locationId: id, actor: admin.user });
    const outcome = await add('munster').catch((error: unknown) => error);
    expect((outcome as InvalidInput).fields).to.deep.equal({ name: 'accounts.location-exists-ended' });
  });

  it('are given to people when they are invited and later, and at most one to each', async () => {
    const [kiel, rostock] = [await add('Kiel'), await add('Rostock')];
    await admin.visit('/admin/people/invite');
    const bo = { name: 'Bo', email: 'bo@example.com', locationId: kiel.id };
    await admin.submit(bo, '/admin/people/invite');
    const { _id } = (await User.findOne({ email: bo.email }).lean())!;
    const page = `/admin/people/${_id.toString()}`;
    expect(await locationOf(_id.toString())).to.equal(kiel.id);
    await admin.visit(page);
    expect(admin.page('[name=locationId]').val()).to.equal(kiel.id);
    expect((await admin.submit({ locationId: rostock.id }, page)).status).to.equal(303);
    expect(await locationOf(_id.toString())).to.equal(rostock.id);
    await admin.visit(page);
    await admin.submit({ locationId: '' }, page);
    expect(await locationOf(_id.toString())).to.equal(null);
  });

  it('that have ended stay with the people who have them, and can be chosen for nobody else', async () => {
    const kiel = await add('Kiel');
    const user = await buildUser();
    const person = { name: 'Bo', teamId: null, roles: ['advocate' as const], actor: admin.user };
    const give = (userId: string, locationId?: string) =>
      updatePerson(services, { ...person, userId, ...(locationId && { locationId }) });
    await give(user.id, kiel.id);
    await endLocation(services, { locationId: kiel.id, actor: admin.user });
    await give(user.id);
    await give(user.id, kiel.id);
    expect(await locationOf(user.id)).to.equal(kiel.id);
    await admin.visit(`/admin/people/${user.id}`);
    expect(optionsOf('locationId')).to.include('Kiel (ended)');
    await admin.visit('/admin/people/invite');
    expect(optionsOf('locationId')).to.deep.equal(['No location']);
    const other = await buildUser();
    const refused = await give(other.id, kiel.id).catch((error: unknown) => error);
    expect((refused as InvalidInput).fields).to.deep.equal({ locationId: 'people.location-unknown' });
    await takeUpLocation(services, { locationId: kiel.id, actor: admin.user });
    await give(other.id, kiel.id);
    expect(await locationOf(other.id)).to.equal(kiel.id);
  });

  it('divide results by where people were when they shared, and can limit a report', async () => {
    const [kiel, rostock] = [await add('Kiel'), await add('Rostock')];
    for (const { id: locationId } of [kiel, rostock])
      for (let n = 0; n < 6; n += 1) {
        const { id } = await buildUser({ locationId });
        await buildPostedShare({ services, advocateId: id });
        await User.collection.updateOne({ _id: new Types.ObjectId(id) }, { $set: { locationId: null } });
      }
    await Organization.updateOne({}, { visibility: 'individual' });
    const reader = await signedIn(app, { roles: ['sponsor'] });
    const shown = () => rowsOf(reader.page, 'Location').map(([name, posted]) => [name, posted]);
    await reader.visit('/reports/results?by=location');
    expect(shown()).to.have.deep.members([
      ['Kiel', '6'],
      ['Rostock', '6'],
    ]);
    await reader.visit(`/reports/results?by=location&location=${kiel.id}`);
    expect(shown()).to.deep.equal([['Kiel', '6']]);
    expect(reader.page('a.chip[href*="by=location"]').text()).to.contain('Kiel');
  });
});
