import { expect } from 'chai';
import { movePost } from '../../src/posts/move-post.js';
import { Post } from '../../src/posts/post.model.js';
import {
  openActions,
  postActions,
  postStatuses,
  ruleOf,
  type PostStatus,
} from '../../src/posts/post-lifecycle.js';
import { lifecycleTable } from '../../src/posts/lifecycle-table.js';
import { Forbidden, InvalidInput, NotAllowedNow } from '../../src/platform/errors.js';
import { personIdOf, type Actor } from '../../src/people/index.js';
import { permits, roles } from '../../src/people/permissions.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildDraft } from './builders.js';

/** Written out once more, so that a slip in the table is seen: from each status, which action leads where. */
const expected: Record<PostStatus, Record<string, PostStatus>> = {
  draft: {
    submit: 'in-review',
    place: 'draft',
    revise: 'draft',
    adjust: 'draft',
    'move-audience': 'draft',
  },
  'in-review': {
    approve: 'approved',
    return: 'draft',
    place: 'in-review',
    revise: 'in-review',
    adjust: 'in-review',
    'move-audience': 'in-review',
    expire: 'expired',
  },
  approved: {
    publish: 'published',
    place: 'in-review',
    recall: 'recalled',
    revise: 'in-review',
    adjust: 'approved',
    'move-audience': 'approved',
    expire: 'expired',
  },
  published: {
    expire: 'expired',
    recall: 'recalled',
    propose: 'published',
    place: 'published',
    adjust: 'published',
    'move-audience': 'published',
  },
  expired: { recall: 'recalled', restore: 'in-review', place: 'expired' },
  recalled: { restore: 'in-review', place: 'recalled' },
};

describe('The life of a post', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();

  async function postThatIs(status: PostStatus) {
    const { id, authorId } = await buildDraft();
    await Post.updateOne({ _id: id }, { $set: { status } });
    return { id, authorId };
  }
  const waiting = { changes: { title: 'New' }, writerIds: [], status: 'in-review' as const, at: new Date(0) };
  const caught = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  for (const status of postStatuses)
    for (const action of postActions) {
      const next = expected[status][action];
      it(`${action} of a post that is ${status} ${next ? `makes it ${next}` : 'is not allowed'}`, async () => {
        const { id } = await postThatIs(status);
        const admin = await buildUser({ roles: ['admin'] });
        const actor: Actor = ruleOf(action).by === 'clock' ? 'clock' : admin;
        const error = await caught(movePost(services, { postId: id, action, actor, note: 'because' }));
        const post = await Post.findById(id).lean();
        if (next) {
          expect(error).to.equal(undefined);
          expect(post!.status).to.equal(next);
          expect(post!.revision, 'each change has the next number').to.equal(2);
          const { at, by, note } = post!.history!.at(-1)!;
          expect({ at, by: by?.toString() ?? null, note }).to.deep.equal({
            at: services.clock.now(),
            by: personIdOf(actor),
            note: 'because',
          });
        } else {
          expect(error).to.be.instanceOf(NotAllowedNow);
          expect(post!.status).to.equal(status);
          expect(post!.history).to.have.length(1);
          expect(post!.revision).to.equal(1);
        }
      });
    }

  for (const status of postStatuses)
    for (const proposal of ['in-review', 'returned'] as const)
      for (const action of postActions.filter((each) => ruleOf(each).proposal)) {
        const isOpen =
          action === 'withdraw-proposal'
            ? ['published', 'expired', 'recalled'].includes(status)
            : status === 'published' && proposal === 'in-review';
        it(`${action} of a proposal that is ${proposal}, of a post that is ${status}, is ${isOpen ? '' : 'not '}allowed`, async () => {
          const { id } = await postThatIs(status);
          await Post.updateOne({ _id: id }, { $set: { proposed: { ...waiting, status: proposal } } });
          const admin = await buildUser({ roles: ['admin'] });
          const move = { postId: id, action, actor: admin, note: 'because' };
          expect((await caught(movePost(services, move))) instanceof NotAllowedNow).to.equal(!isOpen);
          expect((await Post.findById(id).lean())!.status).to.equal(status);
        });
      }

  for (const status of ['draft', 'in-review'] as const)
    for (const [links, switchedOff, next] of [
      ['lead on', null, 'recalled'],
      ['are off', 'expired', null],
    ] as const)
      it(`recall of a post that is ${status} and whose links ${links} ${next ? `makes it ${next}` : 'is not allowed'}`, async () => {
        const { id } = await postThatIs(status);
        const admin = await buildUser({ roles: ['admin'] });
        const linkState = { revision: 1, switchedOff, target: 'https://example.com/' };
        await Post.updateOne({ _id: id }, { $set: { linkState } });
        const open = openActions({ status, writerIds: [], linkState }, { id: admin.id, roles: ['admin'] });
        expect(open.includes('recall')).to.equal(Boolean(next));
        const move = { postId: id, action: 'recall', actor: admin, note: 'Wrong link' } as const;
        expect((await caught(movePost(services, move))) instanceof NotAllowedNow).to.equal(!next);
        expect((await Post.findById(id).lean())!.status).to.equal(next ?? status);
      });

  it('lets each role do what its permission says, and the clock what is the clock’s', async () => {
    for (const action of postActions)
      for (const role of roles) {
        const from = Object.keys(ruleOf(action).next)[0] as PostStatus;
        const { id } = await postThatIs(from);
        const proposed = ruleOf(action).proposal ? waiting : null;
        await Post.updateOne({ _id: id }, { $set: { proposed } });
        const person = await buildUser({ roles: [role] });
        const { by } = ruleOf(action);
        const may = by !== 'clock' && permits([role], by);
        const error = await caught(movePost(services, { postId: id, action, actor: person, note: 'x' }));
        expect(error instanceof Forbidden, `${role} ${action}`).to.equal(!may);
        const open = openActions({ status: from, writerIds: [], proposed }, { id: person.id, roles: [role] });
        expect(open.includes(action), `${role} is offered ${action}`).to.equal(may);
      }
  });

  it('never lets anyone approve what they wrote, an admin neither', async () => {
    const admin = await buildUser({ roles: ['admin'] });
    const { id } = await buildDraft({ authorId: admin.id });
    await movePost(services, { postId: id, action: 'submit', actor: admin });
    const error = await caught(movePost(services, { postId: id, action: 'approve', actor: admin }));
    expect(error).to.be.instanceOf(NotAllowedNow);
    expect((error as NotAllowedNow).reason).to.equal('posts.own-words');
    expect(
      openActions({ status: 'in-review', writerIds: [admin.id] }, { id: admin.id, roles: ['admin'] }),
    ).to.not.include('approve');
  });

  it('asks for a note when a post is returned or recalled', async () => {
    const admin = await buildUser({ roles: ['admin'] });
    for (const [status, action] of [
      ['in-review', 'return'],
      ['published', 'recall'],
    ] as const) {
      const { id } = await postThatIs(status);
      const error = await caught(movePost(services, { postId: id, action, actor: admin, note: '  ' }));
      expect(error).to.be.instanceOf(InvalidInput);
      expect((error as InvalidInput).fields).to.have.property('note');
    }
  });

  it('lets one of two approvers win, and tells the other who was first', async () => {
    const { id } = await postThatIs('in-review');
    const [ana, ben] = [
      await buildUser({ name: 'Ana', roles: ['approver'] }),
      await buildUser({ name: 'Ben', roles: ['approver'] }),
    ];
    const outcomes = await Promise.all(
      [ana, ben].map(({ id: personId }) =>
        caught(movePost(services, { postId: id, action: 'approve', actor: acting('admin', personId) })),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome instanceof NotAllowedNow);
    expect(outcomes.filter((outcome) => outcome === undefined)).to.have.length(1);
    expect(refused).to.have.length(1);
    const post = await Post.findById(id).lean();
    expect(post!.history!.filter(({ action }) => action === 'approve')).to.have.length(1);
  });

  it('refuses an approval of words that changed after they were read', async () => {
    const { id, authorId } = await postThatIs('in-review');
    const read = (await Post.findById(id).lean())!.revision;
    await movePost(services, {
      postId: id,
      action: 'revise',
      actor: acting('admin', authorId),
      set: { title: 'Other words' },
    });
    const approver = await buildUser({ roles: ['approver'] });
    const error = await caught(
      movePost(services, { postId: id, action: 'approve', actor: approver, revision: read }),
    );
    expect(error).to.be.instanceOf(NotAllowedNow);
    expect((await Post.findById(id).lean())!.status).to.equal('in-review');
  });

  it('is printed as a table', () => {
    const lines = lifecycleTable().split('\n');
    expect(lines[0]).to.equal(
      '| Action | Who | draft | in-review | approved | published | expired | recalled |',
    );
    expect(lines).to.have.length(2 + postActions.length);
    expect(lines).to.include(
      '| approve | approver, admin; never what they wrote |  | approved |  |  |  |  |',
    );
    expect(lines).to.include(
      '| recall (with a note) | editor, approver, admin | recalled (while its links lead on) | recalled (while its links lead on) | recalled | recalled | recalled |  |',
    );
    expect(lines).to.include(
      '| approve-proposal | approver, admin; never what they wrote |  |  |  | published (while a proposal waits) |  |  |',
    );
    expect(lines).to.include(
      '| expire | the clock | expired (while its links lead on) | expired | expired | expired |  |  |',
    );
  });
});
