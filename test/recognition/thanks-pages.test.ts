import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { recallPost } from '../../src/posts/index.js';
import { withdrawThanks } from '../../src/recognition/move-thanks.js';
import { Thanks } from '../../src/recognition/thanks.model.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildThanks } from './builders.js';

type SignedInAgent = Awaited<ReturnType<typeof signedIn>>;

describe('The pages of thanks', () => {
  const services = createTestServices();
  let app: App;

  before(useDatabase);
  before(() => {
    app = createApp(services);
  });
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
  });

  const textOf = async (agent: SignedInAgent, path: string) => {
    expect((await agent.visit(path)).status, path).to.equal(200);
    return agent.page('main').text().replace(/\s+/g, ' ');
  };
  const form = '/thanks/new';
  const typed = { text: 'For the answers.', area: 'customer-service' };

  it('lead from the thanks of a colleague to everybody, and back at once', async () => {
    const giver = await signedIn(app, { name: 'Jonas Berg' });
    const receiver = await signedIn(app, { name: 'Amara Nwosu' });
    const other = await signedIn(app, { name: 'Leila Hadid' });
    await giver.visit(form);
    const given = await giver.submit({ to: ' amara  NWOSU', ...typed }, form);
    expect([given.status, given.headers.location]).to.deep.equal([303, '/me/thanks/given']);
    expect(await textOf(giver, '/me/thanks/given'))
      .to.contain('Amara Nwosu has your thanks.')
      .and.contain('You thanked Amara Nwosu')
      .and.contain('Only the two of you see this, unless your colleague shows it to everybody.');
    expect(await textOf(other, '/thanks')).to.contain('No thanks to see yet');

    expect(await textOf(receiver, '/me'))
      .to.contain('For the answers.')
      .and.contain('Jonas Berg thanked you');
    expect(await textOf(receiver, '/me/thanks')).to.contain('Only the two of you see this.');
    const { id } = (await Thanks.findOne({ toId: receiver.user.id }))!;
    const shown = await receiver.submit({}, `/thanks/${id}/show`);
    expect([shown.status, shown.headers.location]).to.deep.equal([303, '/me/thanks']);
    expect(await textOf(other, '/thanks'))
      .to.contain('Jonas Berg thanked Amara Nwosu')
      .and.contain('For the answers.')
      .and.contain('Customer service');

    expect(await textOf(receiver, '/me/thanks')).to.contain('Everybody here can see this.');
    await receiver.submit({}, `/thanks/${id}/hide`);
    expect(await textOf(other, '/thanks')).not.to.contain('For the answers.');

    await textOf(giver, '/me/thanks/given');
    const taken = await giver.submit({}, `/thanks/${id}/take-back`);
    expect(taken.headers.location).to.equal('/me/thanks/given');
    expect(await textOf(giver, '/me/thanks/given')).to.contain('You have not thanked anybody yet');
    expect(await textOf(receiver, '/me/thanks')).to.contain('Nothing here yet');
    expect(await textOf(receiver, '/me')).not.to.contain('For the answers.');
  });

  it('say next to each field what is wrong, and lose nothing that was typed', async () => {
    const giver = await signedIn(app, { name: 'Jonas Berg' });
    for (const name of ['Ana Silva', 'Ana Silva', 'Bo Lund']) await buildUser({ name });
    const gone = await buildUser({ name: 'Gone Away' });
    const actor = await buildUser({ roles: ['admin'] });
    await deactivatePerson(services, { actor, userId: gone.id });
    const long = 'a'.repeat(281);
    for (const [field, wrong, message] of [
      ['to', '', 'Enter the name or the e-mail address'],
      ['to', 'Nobody Here', 'We found nobody here with this name or address'],
      ['to', 'nobody@example.com', 'We found nobody here with this name or address'],
      ['to', 'Bo', 'We found nobody here with this name or address'],
      ['to', 'Gone Away', 'We found nobody here with this name or address'],
      ['to', gone.email, 'We found nobody here with this name or address'],
      ['to', 'x'.repeat(300), 'We found nobody here with this name or address'],
      ['to', 'Ana Silva', 'Several colleagues have this name. Enter the e-mail address.'],
      ['to', giver.user.email, 'You can’t thank yourself'],
      ['text', '', 'Say what you thank them for.'],
      ['text', '\u200b', 'Use characters that can be seen'],
      ['text', long, 'Use at most 280 characters.'],
      ['area', '', 'Choose what it helped.'],
      ['area', 'likes', 'Choose what it helped.'],
    ] as const) {
      await giver.visit(form);
      const fields = { to: 'Bo Lund', ...typed, [field]: wrong };
      const { status } = await giver.submit(fields, form);
      expect(status, `${field}: ${wrong}`).to.equal(422);
      expect(giver.page(`#${field}-error`).text(), `${field}: ${wrong}`).to.contain(message);
      expect(giver.page('.error-summary').text()).to.contain(message);
      expect(giver.page('#to').val() ?? '').to.equal(fields.to);
      expect(giver.page('#text').text().trim()).to.equal(fields.text.trim());
      const chosen = giver.page('input[name=area]:checked').val();
      expect(chosen).to.equal(field === 'area' ? undefined : fields.area);
    }
    expect(await Thanks.countDocuments({})).to.equal(0);
    const right = await giver.submit({ to: 'Bo Lund', ...typed }, form);
    expect(right.status).to.equal(303);
    await giver.visit(form);
    const again = await giver.submit({ to: 'Bo Lund', ...typed }, form);
    expect(again.status).to.equal(422);
    expect(giver.page('#text-error').text()).to.contain('You thanked Bo Lund for this today.');
  });

  it('say that it is enough for today, and lose nothing that was typed', async () => {
    const giver = await signedIn(app);
    for (let n = 0; n < 5; n += 1) await buildThanks(services, { from: giver.user });
    await buildUser({ name: 'Bo Lund' });
    await giver.visit(form);
    const { status } = await giver.submit({ to: 'Bo Lund', ...typed }, form);
    expect(status).to.equal(409);
    expect(giver.page('main').text()).to.contain('You have thanked 5 colleagues today.');
    expect(giver.page('#text').text().trim()).to.equal(typed.text);
  });

  it('print what is typed as words, on one line', async () => {
    const giver = await signedIn(app, { name: 'Jo <b>Berg</b>' });
    const receiver = await signedIn(app, { name: 'Bo Lund' });
    await giver.visit(form);
    await giver.submit({ ...typed, to: 'bo lund', text: ' <img src=x>\r\nand\t{{more}} ' }, form);
    await receiver.visit('/me/thanks');
    await receiver.submit({}, receiver.page('form[action$="/show"]').attr('action'));
    for (const path of ['/me/thanks', '/me', '/thanks']) {
      await receiver.visit(path);
      expect(receiver.page('blockquote').text(), path).to.equal('<img src=x> and {{more}}');
      expect(receiver.page('main').text(), path).to.contain('Jo <b>Berg</b>');
    }
  });

  it('offer to thank the author of a post, and go on without the post once it is gone', async () => {
    const author = await buildUser({ name: 'Ida Holm', roles: ['editor'] });
    const post = await buildPost({ services, authorId: author.id, title: 'The new ferry' });
    const editor = await signedIn(app, { roles: ['editor', 'approver'] });
    await editor.visit(`/studio/posts/${post.id}`);
    const link = editor.page('main a[href^="/thanks/new"]').attr('href')!;
    expect(link).to.equal(`/thanks/new?about=${post.id}`);
    await editor.visit(link);
    expect(editor.page('#to').val()).to.equal(author.email);
    expect(editor.page('main').text()).to.contain('About “The new ferry”');
    const sent = await editor.submit(typed, form);
    expect(sent.status).to.equal(303);
    expect(await textOf(editor, '/me/thanks/given')).to.contain('About “The new ferry”');

    const advocate = await signedIn(app);
    await advocate.visit(link);
    expect(advocate.page('main').text()).to.contain('About “The new ferry”').and.not.contain(author.email);
    await recallPost(services, { postId: post.id, actor: editor.user, note: 'It is wrong.' });
    const late = await advocate.submit({ ...typed, to: author.name, text: 'For the words.' }, form);
    expect(late.status).to.equal(409);
    expect(advocate.page('main').text()).to.contain('not offered any more').and.not.contain('The new ferry');
    expect(advocate.page('#text').text().trim()).to.equal('For the words.');
    expect((await advocate.submit({}, form)).status).to.equal(303);
    expect((await advocate.visit('/thanks/new?about=nothing')).status).to.equal(200);
  });

  it('let who got thanks delete them, once they said yes', async () => {
    const receiver = await signedIn(app);
    const { id, from } = await buildThanks(services, { to: receiver.user, isPublic: true });
    await receiver.visit('/me/thanks');
    const link = receiver.page('main a[href$="/delete"]').attr('href')!;
    expect(await textOf(receiver, link))
      .to.contain(`Delete what ${from.name} thanked you for?`)
      .and.contain('Your answer helped a shipper.');
    expect(await Thanks.countDocuments({ status: 'public' })).to.equal(1);
    await receiver.submit({}, link);
    expect(await textOf(receiver, '/me/thanks'))
      .to.contain('It is deleted.')
      .and.contain('Nothing here yet');
    expect((await receiver.visit(`/thanks/${id}/delete`)).status).to.equal(404);
  });

  it('say why when thanks can’t be shown any more', async () => {
    const receiver = await signedIn(app);
    const { id, from } = await buildThanks(services, { to: receiver.user });
    await receiver.visit('/me/thanks');
    await withdrawThanks(services, { actor: acting('advocate', from.id), thanksId: id });
    const late = await receiver.submit({}, `/thanks/${id}/show`);
    expect(late.status).to.equal(409);
    expect(receiver.page('main').text()).to.contain('They are gone.');
  });

  it('let admins remove what is public, with a reason, and nobody else', async () => {
    const admin = await signedIn(app, { roles: ['admin'] });
    const receiver = await signedIn(app, { name: 'Bo Lund' });
    const { id } = await buildThanks(services, { to: receiver.user, isPublic: true });
    expect(await textOf(receiver, '/thanks')).not.to.contain('Remove');
    expect((await receiver.visit(`/thanks/${id}/remove`)).status).to.equal(403);
    await admin.visit('/thanks');
    const link = admin.page('main a[href$="/remove"]').attr('href')!;
    await admin.visit(link);
    expect((await admin.submit({ reason: ' ' }, link)).status).to.equal(422);
    expect(admin.page('#reason-error').text()).to.contain('Say why you remove it.');
    const long = 'a'.repeat(501);
    expect((await admin.submit({ reason: long }, link)).status).to.equal(422);
    expect(admin.page('#reason').text().trim()).to.equal(long);
    expect((await admin.submit({ reason: 'It names a customer.' }, link)).status).to.equal(303);
    expect(await textOf(admin, '/thanks')).to.contain('No thanks to see yet');
    expect(await textOf(receiver, '/me/thanks'))
      .to.contain('An admin removed it from the public page: “It names a customer.”')
      .and.not.contain('Show to everybody');
    expect((await admin.visit(link)).status).to.equal(404);
  });
});
