import { expect } from 'chai';
import fc from 'fast-check';
import { noticeKinds } from '../../jobs/notices.js';
import { reactions } from '../../jobs/reactions.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { EventRecord } from '../../src/events/event.model.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { chooseNotices } from '../../src/notifications/choose-notices.js';
import { PersonNotice } from '../../src/notifications/notice.model.js';
import { listNotices } from '../../src/notifications/read-notices.js';
import { collectData } from '../../src/personal-data/collect-data.js';
import { erasePerson } from '../../src/personal-data/erase-person.js';
import { latestPublicThanks, listOwnThanks, listPublicThanks } from '../../src/recognition/find-thanks.js';
import { giveThanks } from '../../src/recognition/give-thanks.js';
import { hideThanks, removeThanks, showThanks, withdrawThanks } from '../../src/recognition/move-thanks.js';
import { mostADay, Thanks } from '../../src/recognition/thanks.model.js';
import { acting, actorOf } from '../support/actors.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { runJob } from '../support/run-job.js';
import { samples } from '../support/samples.js';
import { sendWaiting } from '../support/send-mails.js';
import { createTestServices } from '../support/services.js';
import { buildPost } from '../posts/builders.js';
import { buildThanks, storedThanks } from './builders.js';

describe('Thanks', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
    services.outbox.splice(0);
  });

  const reactAll = async () => {
    await eventsPublished();
    await react(services, reactions);
    await eventsPublished();
  };
  const publicTexts = async () => (await listPublicThanks(1)).thanks.map(({ text }) => text);
  const ownTexts = async (person: { id: string }, way: 'got' | 'gave') =>
    (await listOwnThanks({ actor: acting('advocate', person.id), way, page: 1 })).thanks.map(
      ({ text }) => text,
    );
  const refusal = async (promise: Promise<unknown>): Promise<{ name?: string; message?: string }> =>
    promise.then(
      () => ({}),
      (error: Error) => error,
    );
  const move =
    (verb: typeof showThanks) =>
    ({ id }: { id: string }, thanksId: string) =>
      verb(services, { actor: acting('advocate', id), thanksId });
  const [show, hide, withdraw] = [move(showThanks), move(hideThanks), move(withdrawThanks)];

  describe('are given', () => {
    it('to a colleague, and only the two see them', async () => {
      const { from, to } = await buildThanks(services, { text: 'For the answers.' });
      expect(await ownTexts(from, 'gave')).to.deep.equal(['For the answers.']);
      expect(await ownTexts(to, 'got')).to.deep.equal(['For the answers.']);
      expect([await ownTexts(from, 'got'), await ownTexts(to, 'gave')]).to.deep.equal([[], []]);
      expect(await publicTexts()).to.deep.equal([]);
      expect(await latestPublicThanks(new Date(0), new Date('2027-01-01'))).to.equal(null);
    });

    it('for a post, whose title both read', async () => {
      const [from, to] = [await buildUser(), await buildUser()];
      const post = await buildPost({ services, title: 'The new ferry' });
      const given = { toId: to.id, text: 'Well written.', area: 'reputation' as const, postId: post.id };
      await giveThanks(services, { ...given, actor: from });
      const { thanks } = await listOwnThanks({ actor: to, way: 'got', page: 1 });
      expect(thanks).to.have.length(1);
      expect(thanks[0]).to.include({ post: 'The new ferry', area: 'reputation', from: from.name });
    });

    it('to nobody but active colleagues, and never to oneself', async () => {
      const from = await buildUser();
      const gone = await buildUser();
      await deactivatePerson(services, { actor: await buildUser({ roles: ['admin'] }), userId: gone.id });
      const give = (toId: string) =>
        refusal(giveThanks(services, { actor: from, toId, text: 'a', area: 'issues' }));
      expect(await give(gone.id)).to.have.property('name', 'NotFound');
      expect(await give('f'.repeat(24))).to.have.property('name', 'NotFound');
      expect(await give(from.id)).to.have.property('name', 'Forbidden');
      expect(await Thanks.countDocuments({})).to.equal(0);
    });

    it('five times on a day of the organization at most, also by requests at once and when some were taken back', async () => {
      const [from, to] = [await buildUser(), await buildUser()];
      const give = (text: string) =>
        giveThanks(services, { actor: from, toId: to.id, text, area: 'engagement' });
      const tries = await Promise.allSettled(
        Array.from({ length: mostADay + 3 }, (_, n) => give(`For ${n}.`)),
      );
      const given = tries.filter(({ status }) => status === 'fulfilled');
      expect(given).to.have.length(mostADay);
      for (const one of tries)
        if (one.status === 'rejected') expect(one.reason).to.have.property('name', 'NotAllowedNow');
      const stored = await Thanks.find({ fromId: from.id }).lean();
      expect(stored.map(({ place }) => place).sort()).to.deep.equal([1, 2, 3, 4, 5]);
      await withdraw(from, stored[0]!._id.toString());
      expect(await refusal(give('Once more.'))).to.have.property('name', 'NotAllowedNow');
      // The day of the organization, in Berlin, ends an hour before that of UTC.
      services.setNow('2026-11-18T22:59:00Z');
      expect(await refusal(give('Once more.'))).to.have.property('name', 'NotAllowedNow');
      services.setNow('2026-11-18T23:01:00Z');
      await give('Once more.');
    });

    it('once for the same on a day, however often the form is sent', async () => {
      const [from, to] = [await buildUser(), await buildUser({ name: 'Ana' })];
      const give = (toId = to.id) =>
        giveThanks(services, { actor: from, toId, text: 'For the answers.', area: 'issues' });
      const tries = await Promise.allSettled([give(), give(), give()]);
      expect(tries.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      expect(await refusal(give())).to.have.property('name', 'InvalidInput');
      await give((await buildUser()).id);
      services.setNow('2026-11-19T09:00:00Z');
      await give();
    });
  });

  describe('are public', () => {
    it('from the moment who got them wants it, until they don’t any more', async () => {
      const { id, to } = await buildThanks(services, { text: 'For the answers.' });
      services.setNow('2026-11-18T10:00:00Z');
      await show(to, id);
      await show(to, id);
      expect(await publicTexts()).to.deep.equal(['For the answers.']);
      expect((await storedThanks(id))!.shownAt).to.deep.equal(new Date('2026-11-18T10:00:00Z'));
      await hide(to, id);
      await hide(to, id);
      expect(await publicTexts()).to.deep.equal([]);
      expect((await storedThanks(id))!).not.to.have.property('shownAt');
      expect(await ownTexts(to, 'got')).to.deep.equal(['For the answers.']);
    });

    it('by the will of nobody else: neither of who gave them nor of admins', async () => {
      const { id, from } = await buildThanks(services);
      const admin = await buildUser({ roles: ['admin', 'editor'] });
      for (const who of [from, admin])
        for (const change of [show, hide])
          expect(await refusal(change(who, id))).to.have.property('name', 'NotFound');
      expect(await refusal(withdraw(admin, id))).to.have.property('name', 'NotFound');
      expect((await storedThanks(id))!.status).to.equal('private');
    });

    it('no longer once they are taken back or deleted, and their text is gone', async () => {
      for (const who of ['from', 'to'] as const) {
        const thanks = await buildThanks(services, { text: `By ${who}.`, isPublic: true });
        expect(await publicTexts()).to.deep.equal([`By ${who}.`]);
        await withdraw(thanks[who], thanks.id);
        await withdraw(thanks[who], thanks.id);
        expect(await publicTexts()).to.deep.equal([]);
        expect(await ownTexts(thanks.from, 'gave')).to.deep.equal([]);
        expect(await ownTexts(thanks.to, 'got')).to.deep.equal([]);
        expect((await storedThanks(thanks.id))!.text).to.equal('');
        expect(await refusal(show(thanks.to, thanks.id))).to.have.property('name', 'NotAllowedNow');
      }
    });

    it('newest first, in pages, with nothing of whoever left a moment ago', async () => {
      const from = await buildUser({ name: 'Jonas' });
      const people = await Promise.all(Array.from({ length: 22 }, () => buildUser()));
      for (const [n, to] of people.entries()) {
        services.setNow(new Date(Date.UTC(2026, 10, 1 + n, 9)));
        await buildThanks(services, { from, to, text: `For ${n}.`, isPublic: true });
      }
      const first = await listPublicThanks(1);
      expect(first).to.deep.include({ total: 22, page: 1, pages: 2 });
      expect(first.thanks.map(({ text }) => text)).to.deep.equal(
        Array.from({ length: 20 }, (_, n) => `For ${21 - n}.`),
      );
      expect((await listPublicThanks(2)).thanks.map(({ text }) => text)).to.deep.equal(['For 1.', 'For 0.']);
      const actor = await buildUser({ roles: ['admin'] });
      await deactivatePerson(services, { actor, userId: people[0]!.id });
      // Before the reaction has run.
      expect((await listPublicThanks(2)).thanks.map(({ text }) => text)).to.deep.equal(['For 1.']);
      await deactivatePerson(services, { actor, userId: from.id });
      expect((await listPublicThanks(2)).thanks.map(({ from: name }) => name)).to.deep.equal([null]);
    });

    it('never but between consent and its end, in whatever order things are done', async () => {
      const moves = fc.array(fc.constantFrom('show', 'hide', 'take back', 'delete', 'remove'), {
        maxLength: 8,
      });
      const admin = acting('admin', (await buildUser()).id);
      await fc.assert(
        fc.asyncProperty(moves, async (done) => {
          const { id, from, to } = await buildThanks(services);
          let [isPublic, isOver] = [false, false];
          for (const step of done) {
            if (step === 'show') await refusal(show(to, id));
            if (step === 'hide') await hide(to, id);
            if (step === 'take back') await withdraw(from, id);
            if (step === 'delete') await withdraw(to, id);
            if (step === 'remove')
              await refusal(removeThanks(services, { actor: admin, thanksId: id, reason: 'a' }));
            if (step === 'take back' || step === 'delete' || (step === 'remove' && isPublic)) isOver = true;
            isPublic = !isOver && (step === 'show' || (isPublic && step === 'remove'));
            expect(await publicTexts(), done.join()).to.have.length(isPublic ? 1 : 0);
          }
          await withdraw(from, id);
        }),
        { numRuns: samples(20) },
      );
    });
  });

  describe('are removed from the public page', () => {
    const remove = (thanksId: string, reason = 'It names a customer.') =>
      removeThanks(services, { actor: acting('admin'), thanksId, reason });

    it('by an admin, for good, with a reason that the two read', async () => {
      const { id, from, to } = await buildThanks(services, { isPublic: true });
      await remove(id);
      expect(await publicTexts()).to.deep.equal([]);
      expect(await refusal(show(to, id))).to.have.property('name', 'NotAllowedNow');
      for (const [actor, way] of [
        [from, 'gave'],
        [to, 'got'],
      ] as const) {
        const { thanks } = await listOwnThanks({ actor: acting('advocate', actor.id), way, page: 1 });
        expect(thanks[0]).to.include({ status: 'removed', reason: 'It names a customer.' });
      }
      await reactAll();
      const notices = await PersonNotice.find({ kind: 'thanks-removed' }).lean();
      expect(notices.map(({ personId }) => personId.toString()).sort()).to.deep.equal(
        [from.id, to.id].sort(),
      );
    });

    it('only while they are public, and only with a reason of 500 characters at most', async () => {
      const { id, to } = await buildThanks(services, { isPublic: true });
      for (const reason of ['', '  ', 'a'.repeat(501)])
        expect(await refusal(remove(id, reason))).to.have.property('name', 'InvalidInput');
      const editor = acting('editor');
      expect(
        await refusal(removeThanks(services, { actor: editor, thanksId: id, reason: 'a' })),
      ).to.have.property('name', 'Forbidden');
      await hide(to, id);
      expect(await refusal(remove(id))).to.have.property('name', 'NotAllowedNow');
      expect((await storedThanks(id))!.status).to.equal('private');
    });
  });

  describe('are reported', () => {
    const noticesOf = async ({ id }: { id: string }) =>
      (await listNotices(services, { actor: acting('advocate', id), kinds: noticeKinds, page: 1 })).notices;

    it('to who got them, without the sentence, until they are shown or gone', async () => {
      const secret = 'For the zephyrous answers.';
      const first = await buildThanks(services, { text: secret });
      const second = await buildThanks(services, { to: first.to });
      await reactAll();
      expect(await noticesOf(first.to)).to.have.length(2);
      expect(await noticesOf(first.from)).to.deep.equal([]);
      expect(JSON.stringify(await PersonNotice.find({}).lean())).not.to.contain('zephyrous');
      await show(first.to, first.id);
      await withdraw(second.from, second.id);
      await reactAll();
      const read = (await PersonNotice.find({ kind: 'thanks-given' }).lean()).map(({ readAt }) => !!readAt);
      expect(read).to.deep.equal([true, true]);
    });

    it('to nobody if they are taken back at once', async () => {
      const { id, from } = await buildThanks(services);
      await withdraw(from, id);
      await reactAll();
      expect(await PersonNotice.countDocuments({})).to.equal(0);
    });

    it('by mail to who wants that, and not once they are taken back', async () => {
      const to = await buildUser();
      const choice = { shown: noticeKinds, byMail: ['thanks-given'] };
      await chooseNotices(services, { actor: to, ...choice });
      const from = await buildUser({ name: 'Jonas Berg' });
      await buildThanks(services, { from, to, text: 'For the zephyrous answers.' });
      await reactAll();
      services.setNow('2026-11-18T09:10:00Z');
      await sendWaiting(services);
      const [mail, ...more] = services.outbox.splice(0);
      expect(more).to.deep.equal([]);
      expect(mail!.subject).to.equal('Jonas Berg thanks you');
      expect(mail!.text).to.contain('/notices/').and.not.contain('zephyrous');
      const { id } = await buildThanks(services, { from, to, text: 'For the others.' });
      await reactAll();
      await withdraw(from, id);
      await reactAll();
      services.setNow('2026-11-18T09:30:00Z');
      await sendWaiting(services);
      expect(services.outbox).to.deep.equal([]);
    });
  });

  describe('of people who leave', () => {
    it('are private at once if they got them, and stay public if they gave them', async () => {
      const { id, to } = await buildThanks(services, { text: 'For the answers.', isPublic: true });
      const ofLeaver = await buildThanks(services, { text: 'For others.', isPublic: true });
      const actor = await buildUser({ roles: ['admin'] });
      await deactivatePerson(services, { actor, userId: to.id });
      await deactivatePerson(services, { actor, userId: ofLeaver.from.id });
      await reactAll();
      expect((await storedThanks(id))!.status).to.equal('private');
      expect((await storedThanks(ofLeaver.id))!.status).to.equal('public');
      expect(await publicTexts()).to.deep.equal(['For others.']);
    });

    it('are deleted when either of the two is erased, also from the record of changes', async () => {
      const person = await buildUser({ teamId: (await buildTeam()).id });
      const gave = await buildThanks(services, { from: person, text: 'A zephyrous one.', isPublic: true });
      const got = await buildThanks(services, { to: person, text: 'Another zephyrous one.' });
      const other = await buildThanks(services, { text: 'For the answers.' });
      const exported: Record<string, unknown> = {};
      for await (const { collection, rows } of collectData(await actorOf(person.id), person.id))
        exported[collection] = rows;
      expect(JSON.stringify(exported.thanks))
        .to.contain('A zephyrous one.')
        .and.contain('Another zephyrous one.')
        .and.not.contain('For the answers.');
      await erasePerson(services, { actor: acting('admin'), userId: person.id });
      await reactAll();
      expect(await Thanks.find({}, { _id: 1 }).lean()).to.deep.equal([
        { _id: (await storedThanks(other.id))!._id },
      ]);
      const records = await EventRecord.find({
        of: { $in: [`thanks/${gave.id}`, `thanks/${got.id}`] },
      }).lean();
      expect(records.length).to.be.above(3);
      expect(JSON.stringify(records)).not.to.contain('zephyrous');
      await runJob(services, 'check-history');
    });
  });

  it('that were withdrawn are deleted the next day, with their words in the record of changes', async () => {
    const { id, from } = await buildThanks(services, { text: 'A zephyrous one.' });
    const other = await buildThanks(services);
    await withdraw(from, id);
    await runJob(services, 'delete-withdrawn-thanks');
    expect(await storedThanks(id)).not.to.equal(null);
    services.setNow('2026-11-19T09:00:00Z');
    const stopping = new AbortController();
    stopping.abort();
    await runJob(services, 'delete-withdrawn-thanks', stopping.signal);
    expect(await storedThanks(id)).not.to.equal(null);
    await runJob(services, 'delete-withdrawn-thanks');
    await runJob(services, 'delete-withdrawn-thanks');
    expect(await storedThanks(id)).to.equal(null);
    expect(await storedThanks(other.id)).not.to.equal(null);
    await eventsPublished();
    expect(JSON.stringify(await EventRecord.find({ of: `thanks/${id}` }).lean())).not.to.contain('zephyrous');
  });
});
