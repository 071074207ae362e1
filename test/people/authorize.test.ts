import { expect } from 'chai';
import fc from 'fast-check';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { PersonNotice } from '../../src/notifications/notice.model.js';
import { openNotice } from '../../src/notifications/read-notices.js';
import { isAuthorized, type Actor } from '../../src/people/authorize.js';
import { permissionsTable } from '../../src/people/permissions-table.js';
import {
  permissionOf,
  permissions,
  roles,
  type Action,
  type Permission,
} from '../../src/people/permissions.js';
import { User } from '../../src/people/user.model.js';
import { collectData } from '../../src/personal-data/collect-data.js';
import { erasePerson } from '../../src/personal-data/erase-person.js';
import { Forbidden, InvalidInput, NotAllowedNow, NotFound } from '../../src/platform/errors.js';
import { postLifecycle, type Rule } from '../../src/posts/post-lifecycle.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { getShare } from '../../src/sharing/get-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { buildGuideline } from '../guidelines/builders.js';
import { buildNotice } from '../notifications/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { askingVerbs, declaredIn, writesUnasked } from '../support/asking-verbs.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';
import { verbs } from './verbs.js';

/** Functions that routes use and that write without asking who it is, and why. */
const needNotAsk: Record<string, string> = {
  setUp: 'the link to set up is the permission; nobody has a role yet',
  setPasswordByLink: 'the link is the permission',
  unsubscribe: 'the link in the mail is the permission',
  pauseSubscription: 'the link in the mail is the permission',
  subscribeAgain: 'the link in the mail is the permission',
  stopMails: 'the link in the mail is the permission',
  queuePasswordReset: 'anybody may ask for a new password',
  countReset: 'counts who asks for a new password',
  tryPassword: 'counts who tries a password',
  acceptApiKey: 'the key is the permission',
  reportConversions: 'sites report for anybody; of servers, the key or the signature was checked before',
  countRefusals: 'counts reports that can’t be used',
  synchroniseLinks: 'a job, which may run at any time; here right after a change of a post',
  addListedPeople: 'a job; it goes on with a list that beginToAdd was asked for',
  advanceImport: 'a job; it goes on with a file that tryImport or runImport was asked for',
  invitation: 'a kind of deliveries; only the job that sends them writes',
  personalData: 'a table; only the reaction to an erasure writes',
};

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('Permissions', () => {
  before(useDatabase);
  before(emptyDatabase);
  const services = createTestServices();

  const anybody: fc.Arbitrary<Actor> = fc.oneof(
    { weight: 6, arbitrary: fc.subarray([...roles]).map((held) => acting(held)) },
    { weight: 1, arbitrary: fc.constantFrom<Actor>('clock', 'operator') },
  );

  it('are asked by each verb itself: whoever lacks the role is refused, whatever called it', async () => {
    const isNamed = ({ by }: Permission, actor: Actor) =>
      typeof actor === 'string' ? by.includes(actor) : actor.roles.some((role) => by.includes(role));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...verbs), anybody, async ({ name, action, call }, actor) => {
        const error = await caught(call(services, actor));
        const held = typeof actor === 'string' ? actor : actor.roles.join();
        expect(error instanceof Forbidden, `${name} by ${held}: ${String(error)}`).to.equal(
          !isNamed(permissionOf(action), actor),
        );
      }),
      { numRuns: samples(400) },
    );
  });

  it('are asked by each verb for nothing, if the actor has no role at all', async () => {
    for (const { name, call } of verbs)
      expect(await caught(call(services, acting([]))), name).to.be.instanceOf(Forbidden);
  });

  describe('in the source', () => {
    const declared = declaredIn('src');

    it('are asked before anything is written for a request', () => {
      expect(writesUnasked(declared, Object.keys(needNotAsk))).to.deep.equal([]);
    });

    it('need not be asked by a few functions, each for a reason that still holds', () => {
      for (const name of Object.keys(needNotAsk)) {
        const others = Object.keys(needNotAsk).filter((other) => other !== name);
        expect(writesUnasked(declared, others), name).not.to.deep.equal([]);
      }
    });

    it('are tried above with every verb that asks', () => {
      const tried = [...new Set(verbs.map(({ name }) => name.split(' ')[0]))];
      expect(tried).to.have.members(askingVerbs(declared));
    });
  });

  it('are limited to the right things', () => {
    const [ana, ben] = [acting([...roles]), acting([...roles])];
    const [own, others] = [{ ownerId: ana.id }, { ownerId: ben.id }];
    expect(isAuthorized(ana, 'manage-own-shares', own)).to.equal(true);
    expect(isAuthorized(ana, 'manage-own-shares', others)).to.equal(false);
    expect(isAuthorized(ana, 'end-access', { personId: ben.id })).to.equal(true);
    expect(isAuthorized(ana, 'end-access', { personId: ana.id })).to.equal(false);
    expect(isAuthorized(ana, 'approve-posts', { writerIds: [ben.id] })).to.equal(true);
    expect(isAuthorized(ana, 'approve-posts', { writerIds: [ben.id, ana.id] })).to.equal(false);
    expect(isAuthorized(acting('advocate'), 'approve-posts', { writerIds: [] })).to.equal(false);
  });

  it('limit approvals as the life of posts does', () => {
    const rules = Object.entries<Rule>(postLifecycle);
    for (const [action, { by, notOwn }] of rules) {
      const limit = by === 'clock' ? undefined : permissionOf(by).only;
      expect(Boolean(notOwn), action).to.equal(limit === 'words-of-others');
    }
  });

  it('leave nothing that is not in use to be asked for', () => {
    const planned = Object.keys(permissions).filter((action) => permissionOf(action as Action).isPlanned);
    expect(planned).not.to.deep.equal([]);
    expect(verbs.filter(({ action }) => planned.includes(action))).to.deep.equal([]);
    const line = permissionsTable()
      .split('\n')
      .find((row) => row.startsWith('| moderate |'));
    expect(line).to.contain('not in use yet');
  });

  describe('about things', () => {
    beforeEach(emptyDatabase);

    it('let nobody see or confirm the share of somebody else, and don’t say that it exists', async () => {
      const owner = await buildUser();
      await buildGuideline(services);
      await acknowledgeGuideline(services, { actor: owner, version: 1 });
      const { id: shareId } = await buildShare({ services, advocateId: owner.id });
      for (const role of roles) {
        const actor = acting(role);
        expect(await caught(getShare(services, { actor, shareId })), role).to.be.instanceOf(NotFound);
        expect(await caught(confirmShare(services, { actor, shareId })), role).to.be.instanceOf(NotFound);
      }
      expect((await Share.findById(shareId).lean())!.status).to.equal('opened');
      expect((await getShare(services, { actor: owner, shareId })).id).to.equal(shareId);
    });

    it('let nobody open the notice of somebody else', async () => {
      const owner = await buildUser();
      const { id } = await buildNotice(owner.id);
      for (const role of roles)
        expect(await caught(openNotice(services, { actor: acting(role), id })), role).to.be.instanceOf(
          NotFound,
        );
      expect((await PersonNotice.findById(id).lean())!.readAt).to.equal(null);
      expect(await openNotice(services, { actor: owner, id })).to.equal('/studio');
    });

    it('let nobody take away the data of somebody else', async () => {
      const owner = await buildUser();
      for (const role of roles)
        expect(await caught(collectData(acting(role), owner.id).next()), role).to.be.instanceOf(NotFound);
    });

    it('let people erase themselves, and only admins anybody else', async () => {
      const person = await buildUser();
      for (const role of roles.filter((each) => each !== 'admin'))
        expect(
          await caught(erasePerson(services, { actor: acting(role), userId: person.id })),
          role,
        ).to.be.instanceOf(Forbidden);
      expect((await User.findById(person.id).lean())!.status).to.equal('active');
      await erasePerson(services, { actor: person, userId: person.id });
      expect((await User.findById(person.id).lean())!.status).to.equal('erased');
    });

    it('let no admin end their own access or take away their own role', async () => {
      const admin = await buildUser({ roles: ['admin'] });
      await buildUser({ roles: ['admin'] });
      const own = { actor: admin, userId: admin.id };
      expect(await caught(deactivatePerson(services, own))).to.be.instanceOf(NotAllowedNow);
      const change = { ...own, name: 'Ana', teamId: null, roles: ['advocate' as const] };
      expect(await caught(updatePerson(services, change))).to.be.instanceOf(InvalidInput);
      expect(await User.findById(admin.id).lean()).to.deep.include({ status: 'active', roles: ['admin'] });
    });
  });
});
