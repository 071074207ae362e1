import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { measureGoals } from '../../src/goals/measure-goals.js';
import { Post } from '../../src/posts/post.model.js';
import { approvePost, draftPost, placePosts, submitPost } from '../../src/posts/index.js';
import { readContentCells } from '../../src/published-results/index.js';
import { addStep, endStep } from '../../src/strategy/write-step.js';
import { buildPost } from '../posts/builders.js';
import { buildPeople, buildSharing, publishAt } from '../published-results/builders.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildFunnel, stepInput } from './builders.js';

const words = { title: 'A post', link: 'https://example.com/a', suggestedCopy: ['Read this'] };

describe('Posts and their tactics', () => {
  let app: App;
  const services = createTestServices();
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-29T09:00:00Z');
    app = createApp(services);
  });

  it('need no tactic while there is no funnel, and one from then on, which the form offers', async () => {
    const editor = await signedIn(app, { roles: ['editor'] });
    await editor.visit('/studio/posts/new');
    expect(editor.page('[name=tacticId]').length).to.equal(0);
    await draftPost(services, { ...words, actor: editor.user });
    await editor.visit('/studio');
    expect(editor.page('[data-part=tracing] a').attr('href')).to.equal('/strategy');
    const { tacticId, goalId } = await buildFunnel(services);
    await editor.visit('/studio');
    expect(editor.page('[data-part=tracing] a').attr('href')).to.equal('/studio/untraced');
    expect(editor.page('[data-part=tracing]').text()).to.contain('One post belongs to no tactic');
    await editor.visit('/studio/posts/new');
    const typed = { title: 'B', link: words.link, suggestedCopy: 'Read' };
    expect((await editor.submit(typed, '/studio/posts/new')).status).to.equal(422);
    expect(editor.page('#tacticId-error').text()).to.contain('Choose the tactic');
    expect(editor.page('a[href="/strategy"][target]').length).to.equal(1);
    expect(editor.page('[name=title]').val()).to.equal('B');
    expect((await editor.submit({ tacticId }, '/studio/posts/new')).status).to.equal(303);
    const post = (await Post.findOne({ title: 'B' }).lean())!;
    expect([String(post.tacticId), String(post.goalId)]).to.deep.equal([tacticId, goalId]);
    await editor.visit('/studio/posts/new');
    expect(editor.page('[name=tacticId]').val(), 'the last used first').to.equal(tacticId);
  });

  it('may be urgent with a reason that the approver reads, and are listed until somebody places them', async () => {
    const { tacticId } = await buildFunnel(services);
    const [author, approver] = [
      await buildUser({ roles: ['editor'] }),
      await signedIn(app, { roles: ['approver', 'editor'] }),
    ];
    const { id: postId } = await draftPost(services, {
      ...words,
      urgentReason: 'A storm is coming.',
      actor: author,
    });
    await submitPost(services, { postId, actor: author });
    await approver.visit(`/studio/posts/${postId}`);
    expect(approver.page('.notice').text()).to.contain('A storm is coming.');
    await approvePost(services, { postId, actor: approver.user });
    await approver.visit('/studio/untraced');
    expect(approver.page('main').text()).to.contain('A storm is coming.');
    expect((await approver.submit({ tacticId }, '/studio/untraced')).status).to.equal(422);
    expect((await approver.submit({ tacticId, postIds: postId }, '/studio/untraced')).status).to.equal(303);
    const post = (await Post.findById(postId).lean())!;
    expect(post).to.deep.include({ urgentReason: null, placedRevision: post.revision });
    await approver.visit('/studio/untraced');
    expect(approver.page('main').text()).to.contain('Every post belongs to a tactic');
  });

  it('keep their place in lists of what changed last when they are placed', async () => {
    const post = (await Post.findById((await buildPost()).id).lean())!;
    const { tacticId } = await buildFunnel(services);
    services.setNow('2026-11-30T09:00:00Z');
    const editor = await buildUser({ roles: ['editor'] });
    await placePosts(services, { actor: editor, postIds: [String(post._id)], tacticId });
    const placed = (await Post.findById(post._id).lean())!;
    expect(String(placed.tacticId)).to.equal(tacticId);
    expect(placed.changedAt).to.deep.equal(post.changedAt);
  });

  it('are not approved when their tactic or its goal has ended meanwhile', async () => {
    const { admin, tacticId, goalId } = await buildFunnel(services);
    const [author, approver] = [
      await buildUser({ roles: ['editor'] }),
      await buildUser({ roles: ['approver'] }),
    ];
    const { id: postId } = await draftPost(services, { ...words, tacticId, actor: author });
    await submitPost(services, { postId, actor: author });
    await endStep(services, { actor: admin, step: 'social-goal', id: goalId, score: 3, lesson: 'Too late.' });
    const error = await approvePost(services, { postId, actor: approver }).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(NotAllowedNow);
    expect((error as NotAllowedNow).reason).to.equal('posts.now-tactic-ended');
  });

  it('take their results along to the goal, also those that wait, by published cells alone', async () => {
    const [first, second] = [await buildPost(), await buildPost()];
    const { tacticId, goalId } = await buildFunnel(services);
    const people = await buildPeople(7);
    for (const advocateId of people)
      await buildSharing({ at: '2026-11-10T10:00:00Z', postId: first.id, advocateId });
    for (const advocateId of people.slice(0, 3))
      await buildSharing({ at: '2026-11-10T10:00:00Z', postId: second.id, advocateId });
    const editor = await buildUser({ roles: ['editor'] });
    await placePosts(services, { actor: editor, postIds: [first.id, second.id], tacticId });
    await publishAt('2026-11-18T10:00:00Z');
    const cells = await readContentCells({ first: '2026-11-02', last: '2026-11-16' });
    expect(cells.map(({ postId, tacticId: at, goalId: of }) => [postId, at, of])).to.deep.equal([
      [first.id, tacticId, goalId],
    ]);
    const { goal, state } = (await measureGoals(services, [goalId])).get(goalId)!;
    expect([goal.metric, state.value]).to.deep.equal(['applications', 0]);
    expect(state.until).to.equal('2026-11-15');
  });

  it('bring a goal what was published of the weeks since it began, also before they were placed', async () => {
    const post = await buildPost();
    const { goalId: earlierId, ...funnel } = await buildFunnel(services);
    const { admin, owner, departmentGoalId, insightId } = funnel;
    const { id: goalId } = await addStep(services, {
      ...{ ...stepInput['social-goal'], metric: 'postings', from: '2026-11-09', to: '2027-02-28' },
      ...{ departmentGoalId, insightIds: [insightId], owner: owner.email },
      ...{ actor: admin, step: 'social-goal' },
    });
    const { id: tacticId } = await addStep(services, {
      ...{ ...stepInput.tactic, metric: 'postings', goalId },
      ...{ actor: admin, step: 'tactic' },
    });
    for (const [day, count] of [
      ['2026-11-04', 6],
      ['2026-11-10', 7],
    ] as const)
      for (const advocateId of await buildPeople(count))
        await buildSharing({ at: `${day}T10:00:00Z`, postId: post.id, advocateId });
    await publishAt('2026-11-18T10:00:00Z');
    // Measured together with a goal that began earlier.
    const value = async () => (await measureGoals(services, [earlierId, goalId])).get(goalId)!.state.value;
    expect(await value(), 'of no post').to.equal(0);
    await placePosts(services, {
      actor: await buildUser({ roles: ['editor'] }),
      postIds: [post.id],
      tacticId,
    });
    expect(await value()).to.equal(7);
  });

  it('may stay without a tactic when they were published before there was a funnel', async () => {
    const post = await buildPost();
    await buildFunnel(services);
    const editor = await signedIn(app, { roles: ['editor'] });
    const page = `/studio/posts/${post.id}/edit`;
    await editor.visit(page);
    expect((await editor.submit({ title: 'New words' }, page)).status).to.equal(303);
  });
});
