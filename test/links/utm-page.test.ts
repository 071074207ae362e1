import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { KnownLink } from '../../src/redirect/known-link.js';
import { getOrganization, updateOrganization } from '../../src/organization/index.js';
import { Share } from '../../src/sharing/share.model.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { signedIn } from '../support/agent.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';

const page = '/admin/organization/utm';
const own = { source: '{network}-staff', medium: 'advocacy', campaign: '{level}.{campaign}' };

describe('The tags of links', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
  });
  const admin = () => signedIn(createApp(services), { roles: ['admin'] });

  describe('on the page of the admin', () => {
    it('are shown as usual with a preview, changed, and stored', async () => {
      const agent = await admin();
      await agent.visit(page);
      expect(agent.page('[name=source]').val()).to.equal('{network}');
      expect(agent.page('main code').text()).to.equal(
        'https://www.example.com/news/harbour?utm_source=linkedin&utm_medium=social&utm_campaign=new-harbour&utm_content=k7m2xq4tz',
      );
      expect((await agent.submit(own, page)).status).to.equal(303);
      expect((await getOrganization())!.utm).to.deep.equal(own);
      await agent.visit(page);
      expect(agent.page('main code').text()).to.contain('utm_campaign=corporate.new-harbour');
    });

    it('are previewed without being stored', async () => {
      const agent = await admin();
      await agent.visit(page);
      expect((await agent.submit({ ...own, preview: 'yes' }, page)).status).to.equal(200);
      expect(agent.page('[name=medium]').val()).to.equal('advocacy');
      expect(agent.page('main code').text()).to.contain('utm_source=linkedin-staff&utm_medium=advocacy');
      expect((await getOrganization())!.utm).to.equal(null);
    });

    it('are refused next to the field, with all that was typed', async () => {
      const agent = await admin();
      for (const [field, value, words] of [
        ['source', 'LinkedIn', 'small letters'],
        ['medium', '', 'Write a text'],
        ['campaign', '{person}', 'only {network}, {level} and {campaign}'],
        ['campaign', 'new harbour', 'letters from a to z'],
        ['medium', 'm'.repeat(41), 'at most 40'],
      ] as const) {
        await agent.visit(page);
        expect((await agent.submit({ ...own, [field]: value }, page)).status, value).to.equal(422);
        expect(agent.page(`#${field}-error`).text(), value).to.contain(words);
        expect(agent.page(`[name=${field}]`).val() ?? '').to.equal(value);
        expect(agent.page('main code')).to.have.length(0);
      }
      expect((await getOrganization())!.utm).to.equal(null);
    });

    it('are not replaced by a form that is older than a colleague’s change', async () => {
      const agent = await admin();
      await agent.visit(page);
      await updateOrganization(services, { actor: 'operator', utm: own });
      expect((await agent.submit({ medium: 'mine' }, page)).status).to.equal(409);
      expect(agent.page('main').text()).to.contain('advocacy');
      expect((await getOrganization())!.utm).to.deep.equal(own);
    });
  });

  describe('of a post', () => {
    const linkOf = async (shareId: string) => {
      const { _id, target, campaign, utm, slug, labels } = (await TrackedLink.findOne({ shareId }).lean())!;
      const { network } = labels;
      const known = { id: String(_id), target, campaign, utm: utm ?? null, slug, network, off: null };
      return new URL(new KnownLink(known).location).searchParams;
    };

    it('are those that were set when it was first published', async () => {
      await buildOrganization();
      const before = await buildPost({ services, campaign: 'harbour' });
      await updateOrganization(services, { actor: 'operator', utm: own });
      const after = await buildPost({ services, campaign: 'harbour' });
      await updateOrganization(services, { actor: 'operator', utm: { ...own, medium: 'later' } });
      const [first, second] = [
        await buildShare({ services, postId: before.id, network: 'x' }),
        await buildShare({ services, postId: after.id, network: 'x' }),
      ];
      expect(Object.fromEntries(await linkOf(first.id))).to.deep.equal({
        ...{ utm_source: 'x', utm_medium: 'social', utm_campaign: 'harbour', utm_content: first.slug },
      });
      expect(Object.fromEntries(await linkOf(second.id))).to.deep.equal({
        ...{ utm_source: 'x-staff', utm_medium: 'advocacy', utm_campaign: 'corporate.harbour' },
        utm_content: second.slug,
      });
      const campaigns = await Promise.all([first, second].map(({ id }) => Share.findById(id).lean()));
      expect(campaigns.map((share) => share!.campaign)).to.deep.equal(['harbour', 'corporate.harbour']);
    });
  });
});
