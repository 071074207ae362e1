import { expect } from 'chai';
import { createLocation } from '../../src/accounts/manage-locations.js';
import { createApp } from '../../src/app.js';
import { listTopics, recallPost } from '../../src/posts/index.js';
import { countText } from '../../public/js/count-text.js';
import { networkNames, networkByName, type NetworkName } from '../../src/sharing/networks.js';
import { countShares, listShares, openShare, sharedNetworks } from '../../src/sharing/index.js';
import { updateOrganization } from '../../src/organization/index.js';
import { getShare } from '../../src/sharing/get-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildAcknowledgement, buildGuideline } from '../guidelines/builders.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildShare } from './builders.js';

describe('Sharing a post', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
  });
  const advocate = async (overrides: Parameters<typeof signedIn>[1] = {}) => {
    const agent = await signedIn(createApp(services), overrides);
    return agent;
  };
  const share = async (
    agent: Awaited<ReturnType<typeof advocate>>,
    postId: string,
    fields: Record<string, string>,
  ) => {
    await agent.visit(`/posts/${postId}`);
    return agent.submit(fields, `/posts/${postId}/shares`);
  };

  /** The page of a share, which a composer that needs a copied text goes through. */
  const openPageOfShare = async (agent: Awaited<ReturnType<typeof advocate>>) => {
    const [newest] = await Share.find({ advocateId: agent.user.id }).sort({ lastOpenedAt: -1 }).limit(1);
    await agent.visit(`/shares/${newest!.id}`);
    return newest!;
  };

  describe('from the page of the post', () => {
    it('goes straight to the composer, with the caption and a link of one’s own', async () => {
      const post = await buildPost({ services, link: 'https://example.com/cable', title: 'Sea cable' });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'x', caption: 'Glad & proud: 100%!' });
      expect(response.status).to.equal(303);
      const { slug, trackedUrl } = (await listShares({ advocateId: agent.user.id }))[0]!;
      expect(trackedUrl).to.equal(`http://localhost:3000/l/${slug}`);
      const address = `https://x.com/intent/post?text=${encodeURIComponent('Glad & proud: 100%!')}&url=${encodeURIComponent(trackedUrl)}`;
      expect(response.headers.location).to.equal(address);
      // The page of the share has the same, for whoever comes back.
      await openPageOfShare(agent);
      const composer = agent.page('a[target=_blank]');
      expect(composer.attr('href')).to.equal(address);
      expect(composer.attr('rel')).to.equal('noopener');
      expect(agent.page('#text').val()).to.equal(`Glad & proud: 100%!\n\n${trackedUrl}`);
      expect(agent.page('#link').val()).to.equal(trackedUrl);
      const followed = await agent.http.get(`/l/${slug}`);
      expect(followed.status).to.equal(302);
      expect(new URL(followed.headers.location!).searchParams.get('utm_source')).to.equal('x');
    });

    it('gives Facebook the link alone and the caption to paste', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'facebook', caption: 'Have a look.' });
      await agent.visit(response.headers.location!);
      expect(agent.page('a[target=_blank]').attr('href')).not.to.contain('Have');
      expect(agent.page('#text').val()).to.equal('Have a look.');
      expect(agent.page('main').text()).to.contain('paste them there');
      // A script that has copied the words says so.
      const copied = await share(agent, post.id, { network: 'facebook', caption: 'Look.', copied: 'yes' });
      expect(copied.headers.location).to.match(/^https:\/\/www\.facebook\.com\/sharer/);
    });

    it('shows the page of the share first when the composer’s address is too long for a header', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const long = await share(agent, post.id, { network: 'linkedin', caption: '🚢'.repeat(300) });
      expect(long.headers.location).to.match(/^\/shares\//);
      await agent.visit(long.headers.location!);
      expect(agent.page('a[target=_blank]').attr('href')).to.match(/^https:\/\/www\.linkedin\.com/);
    });

    it('lets its form lead to the composers of the networks table, and no other page’s form', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const targets = async (path: string) => {
        const policy = (await agent.visit(path)).headers['content-security-policy'] as string;
        return /form-action ([^;]*)/.exec(policy)![1]!.split(' ');
      };
      const allowed = await targets(`/posts/${post.id}`);
      for (const name of networkNames) {
        const address = networkByName(name).composerUrl('Words', 'https://example.com/', 'Title');
        if (address?.startsWith('https:')) expect(allowed).to.include(new URL(address).origin);
      }
      expect(allowed.filter((target) => target !== "'self'")).to.satisfy((others: string[]) =>
        others.every((target) => new URL(target).origin === target),
      );
      expect(await targets('/feed')).to.deep.equal(["'self'"]);
    });

    it('offers first the networks that the person used lately, the others folded', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      for (const [day, network] of ['reddit', 'mastodon', 'reddit', 'threads'].entries()) {
        services.setNow(`2026-11-2${day}T09:00:00Z`);
        await share(agent, post.id, { network });
      }
      const names = async (selector: string, path = `/posts/${post.id}`) => {
        await agent.visit(path);
        return agent
          .page(`${selector} > .network input`)
          .toArray()
          .map((input) => agent.page(input).val());
      };
      expect(await names('fieldset > .networks')).to.deep.equal(['threads', 'reddit', 'mastodon']);
      expect(await names('.more-networks > .networks')).to.have.length(networkNames.length - 3);
      // The chosen one is never folded.
      expect(await names('fieldset > .networks', `/posts/${post.id}?network=link`)).to.deep.equal([
        'link',
        'threads',
        'reddit',
      ]);
    });

    it('offers the picture to save and the words to copy for Instagram', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'instagram', caption: 'Our new quay' });
      await agent.visit(response.headers.location!);
      expect(agent.page('#text').text()).to.contain('Our new quay').and.not.contain('/l/');
      const picture = agent.page('a[download]').attr('href')!;
      const file = await agent.http.get(new URL(picture).pathname);
      expect([file.status, file.type]).to.deep.equal([200, 'image/png']);
      expect(agent.page('#link').val()).to.match(/\/l\//);
    });

    it('offers the words with the link to copy for XING, which has no composer', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'xing', caption: 'Our new quay' });
      await agent.visit(response.headers.location!);
      expect(agent.page('#text').text()).to.match(/Our new quay\n\nhttp.*\/l\//);
      expect(agent.page('main').text()).to.contain('new post on XING');
      expect(agent.page('a[download]')).to.have.length(0);
    });

    it('has no composer for the plain link, and needs no caption', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'link', caption: '' });
      await agent.visit(response.headers.location!);
      expect(agent.page('a[target=_blank]')).to.have.length(0);
      expect(agent.page('#link').val()).to.match(/\/l\//);
    });

    it('opens mail without a new tab', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'email', caption: 'One\r\nTwo' });
      await agent.visit(response.headers.location!);
      const composer = agent.page('a[href^="mailto:"]');
      expect(composer.attr('target')).to.equal(undefined);
      expect(composer.attr('href')).to.contain('body=One%0D%0ATwo%0D%0A%0D%0Ahttp');
    });

    it('keeps share and link when the same post goes to the same network again, with the new caption', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const first = await share(agent, post.id, { network: 'linkedin', caption: 'First' });
      services.setNow('2026-11-20T09:00:00Z');
      const again = await share(agent, post.id, { network: 'linkedin', caption: 'Second' });
      expect(again.headers.location).to.equal(first.headers.location!.replace('First', 'Second'));
      const shares = await Share.find().lean();
      expect(shares).to.have.length(1);
      expect(shares[0]).to.include({ caption: 'Second', day: '2026-11-18', timesOpened: 2 });
      expect(await TrackedLink.countDocuments()).to.equal(1);
    });

    it('gives each network and each person a link of its own', async () => {
      const post = await buildPost({ services });
      const [ana, ben] = [await advocate(), await advocate()];
      await share(ana, post.id, { network: 'linkedin' });
      await share(ana, post.id, { network: 'bluesky' });
      await share(ben, post.id, { network: 'linkedin' });
      expect(new Set(await TrackedLink.distinct('slug'))).to.have.property('size', 3);
    });

    it('marks the networks already shared on, and starts from the one that the person used last', async () => {
      const [post, other] = [await buildPost({ services }), await buildPost({ services })];
      const agent = await advocate();
      const chosen = async (postId: string) => {
        await agent.visit(`/posts/${postId}`);
        return agent.page('[name=network]:checked').val();
      };
      expect(await chosen(post.id)).to.equal('linkedin');
      await share(agent, post.id, { network: 'bluesky' });
      services.setNow('2026-11-19T09:00:00Z');
      await share(agent, post.id, { network: 'threads' });
      services.setNow('2026-11-20T09:00:00Z');
      await share(agent, post.id, { network: 'bluesky' });
      await buildShare({ services, network: 'x' });
      expect(await chosen(other.id)).to.equal('bluesky');
      expect(await chosen(post.id)).to.equal('bluesky');
      const marked = agent.page('.network:has(.badge)').text();
      expect(marked).to.contain('Bluesky').and.contain('Threads').and.not.contain('LinkedIn');
    });

    it('keeps a text with markup as text', async () => {
      const post = await buildPost({ services, title: 'A <b>bold</b> title' });
      const agent = await advocate();
      const typed = '</textarea><script>alert(1)</script> "quoted"';
      await share(agent, post.id, { network: 'linkedin', caption: typed });
      await openPageOfShare(agent);
      expect(agent.page('#text').val()).to.match(
        /^<\/textarea><script>alert\(1\)<\/script> "quoted"\n\nhttp/,
      );
      expect(agent.page('script:not([src])')).to.have.length(0);
    });
  });

  describe('with suggested copy', () => {
    it('starts from a copy below the disclosure, and from another one when asked', async () => {
      const agent = await advocate();
      await buildAcknowledgement(services, agent.user.id);
      const post = await buildPost({ services, suggestedCopy: ['One.', 'Two.', 'Three.'] });
      await agent.visit(`/posts/${post.id}`);
      const seen = new Set<unknown>();
      for (let n = 0; n < 3; n += 1) {
        const words = agent.page('#caption').val();
        expect(words).to.match(/^(One|Two|Three)\.$/);
        expect(agent.page('#disclosure').text()).to.contain('I work at Acme.');
        expect(agent.page('[data-preview]').text()).to.equal(`I work at Acme. ${String(words)}`);
        seen.add(words);
        await agent.visit(agent.page('a[data-another]').attr('href')!.replace(/#.*/, ''));
      }
      expect(seen).to.have.property('size', 3);
      expect(agent.page('#caption').val()).to.equal([...seen][0]);
    });

    it('begins with the disclosure whatever was typed, once, and only a bare link goes without', async () => {
      const agent = await advocate();
      await buildAcknowledgement(services, agent.user.id);
      const post = await buildPost({ services });
      const stored = async (network: NetworkName, caption: string) => {
        await share(agent, post.id, { network, caption });
        return (await Share.findOne({ network }).lean())!.caption;
      };
      expect(await stored('linkedin', 'Just look.')).to.equal('I work at Acme. Just look.');
      expect(await stored('linkedin', 'i work at acme, look.')).to.equal('i work at acme, look.');
      expect(await stored('linkedin', '')).to.equal('I work at Acme.');
      expect(await stored('link', ' ')).to.equal('');
      expect(await stored('link', 'Look.')).to.equal('I work at Acme. Look.');
    });

    it('opens as usual when the address asks for words or a network that are not there', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      await agent.visit(`/posts/${post.id}?copy=99&network=nowhere`);
      expect(agent.page('#caption').val()).to.be.oneOf(post.suggestedCopy);
      expect(agent.page('[name=network]:checked').val()).to.equal('linkedin');
    });
  });

  describe('under a guideline', () => {
    it('asks to read it first instead of offering to share', async () => {
      await buildGuideline(services);
      const post = await buildPost({ services });
      const agent = await advocate();
      await agent.visit(`/posts/${post.id}`);
      expect(agent.page('h1').text()).to.equal(post.title);
      expect(agent.page(`form[action="/posts/${post.id}/shares"]`)).to.have.length(0);
      const next = encodeURIComponent(`/posts/${post.id}?network=linkedin&from=direct`);
      expect(agent.page(`main a[href="/guidelines?next=${next}"]`)).to.have.length(1);
    });

    it('keeps what was typed while a new version is read, and shares nothing before', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      await agent.visit(`/posts/${post.id}`);
      await buildGuideline(services);
      const refused = await agent.submit(
        { network: 'bluesky', caption: 'My own words' },
        `/posts/${post.id}/shares`,
      );
      const next = encodeURIComponent(`/posts/${post.id}?network=bluesky&from=direct`);
      expect(refused.headers.location).to.equal(`/guidelines?next=${next}`);
      expect(await Share.countDocuments()).to.equal(0);
      // The page of the post has no form yet, and takes nothing of what waits.
      await agent.visit(`/posts/${post.id}`);
      await agent.visit(refused.headers.location!);
      const acknowledged = await agent.submit({ agreed: 'yes' }, '/guidelines');
      await agent.visit(acknowledged.headers.location!);
      expect(agent.page('#caption').val()).to.equal('My own words');
      expect(agent.page('[name=network]:checked').val()).to.equal('bluesky');
      expect((await agent.submit({}, `/posts/${post.id}/shares`)).headers.location).to.contain('bsky.app');
    });

    it('is refused by the verb as well', async () => {
      await buildGuideline(services);
      const post = await buildPost({ services });
      const person = (await findActivePerson((await buildUser()).id))!;
      const opening = openShare(services, { actor: person, postId: post.id, network: 'x', caption: '' });
      expect(await opening.catch((error: Error) => error.name)).to.equal('NotAllowedNow');
    });
  });

  describe('with input that cannot be used', () => {
    for (const [network, fits] of Object.entries({
      x: 280 - 23 - 2,
      bluesky: 300 - 26 - 2,
      threads: 500 - 33 - 2,
    }))
      it(`takes ${fits} characters with the link on ${network}, and says by how much more is too long`, async () => {
        const post = await buildPost({ services });
        const agent = await advocate();
        expect((await share(agent, post.id, { network, caption: 'a'.repeat(fits) })).status).to.equal(303);
        const caption = 'b'.repeat(fits + 3);
        const refused = await share(agent, post.id, { network, caption });
        expect(refused.status).to.equal(422);
        expect(agent.page('#caption-error').text()).to.contain('by 3 characters');
        expect(agent.page('#caption').val()).to.equal(caption);
        expect(agent.page('[name=network]:checked').val()).to.equal(network);
        expect((await Share.find().lean())[0]!.caption).to.equal('a'.repeat(fits));
      });

    it('leaves out what X refuses in a text, and nobody sees', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const caption = 'A\uFEFFB\uFFFEC\uFFFF';
      expect((await share(agent, post.id, { network: 'x', caption })).status).to.equal(303);
      expect((await Share.find().lean())[0]!.caption).to.equal('ABC');
    });

    it('takes 3,000 bytes with the link on Bluesky, and says by how many bytes more is too long', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const caption = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}'.repeat(118);
      const fits = caption + 'a'.repeat(3000 - 118 * 25 - 26 - 2);
      expect((await share(agent, post.id, { network: 'bluesky', caption: fits })).status).to.equal(303);
      const refused = await share(agent, post.id, { network: 'bluesky', caption: `${fits}aa` });
      expect(refused.status).to.equal(422);
      expect(agent.page('#caption-error').text()).to.contain('by 2 bytes');
      expect(agent.page('#caption').val()).to.equal(`${fits}aa`);
    });

    it('warns of a text longer than the Mastodon server takes, and lets it be shared', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      await updateOrganization(services, { actor: 'operator', mastodonLimit: 600 });
      const caption = 'm'.repeat(600 - 23 - 2);
      const fits = await share(agent, post.id, { network: 'mastodon', caption });
      expect(fits.headers.location).to.match(/^https:\/\/share\.joinmastodon\.org/);
      await agent.visit(`/posts/${post.id}`);
      expect(agent.page('[name=network][value=mastodon]').attr('data-limit')).to.equal('600');
      const long = await share(agent, post.id, { network: 'mastodon', caption: `${caption}mm` });
      expect(long.headers.location).to.match(/^\/shares\//);
      await agent.visit(long.headers.location!);
      expect(agent.page('.notice-warning').text()).to.contain('2 characters longer than the 600');
      expect(agent.page('a[target=_blank]').attr('href')).to.match(/^https:\/\/share\.joinmastodon\.org/);
      expect(
        (await share(agent, post.id, { network: 'mastodon', caption: 'm'.repeat(3001) })).status,
      ).to.equal(422);
    });

    it('stores nothing of a share whose caption is too long, its link neither', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      for (const network of networkNames.filter((name) => name !== 'mastodon')) {
        const caption = 'a'.repeat(networkByName(network).textLimit - 1);
        expect((await share(agent, post.id, { network, caption })).status, network).to.equal(422);
      }
      expect([await Share.countDocuments(), await TrackedLink.countDocuments()]).to.deep.equal([0, 0]);
    });

    it('counts for the browser with a link as long as the real one', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      await agent.visit(`/posts/${post.id}`);
      const assumed = agent.page('[name=network][value=bluesky]').attr('data-link-length');
      const { trackedUrl } = await buildShare({ services, postId: post.id });
      expect(Number(assumed)).to.equal(countText.bluesky(trackedUrl));
    });

    it('asks for a network it knows', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      const response = await share(agent, post.id, { network: 'myspace', caption: 'Hello' });
      expect(response.status).to.equal(422);
      expect(agent.page('#network-error').text()).to.contain('Choose where');
      expect(agent.page('#caption').val()).to.equal('Hello');
    });

    it('knows no page for a malformed id', async () => {
      const agent = await advocate();
      for (const path of ['/posts/no-id', '/shares/no-id', '/posts/%7B$ne%7D'])
        expect((await agent.visit(path)).status).to.equal(404);
    });
  });

  describe('when the post is not offered', () => {
    it('has no page for other teams and for drafts', async () => {
      const [sales, works] = [await buildTeam(), await buildTeam()];
      const post = await buildPost({ services, audienceTeamIds: [sales.id] });
      const draft = await buildDraft({ services });
      const colleague = await advocate({ teamId: sales.id });
      expect((await colleague.visit(`/posts/${post.id}`)).status).to.equal(200);
      expect((await colleague.visit(`/posts/${draft.id}`)).status).to.equal(404);
      const outsider = await advocate({ teamId: works.id });
      expect((await outsider.visit(`/posts/${post.id}`)).status).to.equal(404);
    });

    it('says that an expired post is over, on its page and when it is shared from an old page', async () => {
      const post = await buildPost({ services, lastDay: '2026-11-19' });
      const agent = await advocate();
      await agent.visit(`/posts/${post.id}`);
      services.setNow('2026-11-20T09:00:00Z');
      expect((await agent.submit({}, `/posts/${post.id}/shares`)).status).to.equal(409);
      expect((await agent.visit(`/posts/${post.id}`)).status).to.equal(410);
      expect(await Share.countDocuments()).to.equal(0);
    });

    it('offers no composer any more once the post is recalled, and can still be confirmed', async () => {
      const post = await buildPost({ services });
      const agent = await advocate();
      await share(agent, post.id, { network: 'linkedin' });
      const { id } = await openPageOfShare(agent);
      const approver = await buildUser({ roles: ['approver'] });
      await recallPost(services, { postId: post.id, actor: approver, note: 'Wrong figure' });
      await agent.visit(`/shares/${id}`);
      expect(agent.page('main').text()).to.contain('no longer offered');
      expect(agent.page('a[target=_blank], #link')).to.have.length(0);
      expect((await agent.submit({}, `/shares/${id}/confirm`)).status).to.equal(303);
    });
  });

  describe('and saying that it is out', () => {
    it('is asked on the next pages, once for each share, until it is answered or a day is over', async () => {
      const [post, other] = [await buildPost({ services }), await buildPost({ services, title: 'Other' })];
      const agent = await advocate();
      const question = async (path: string) => {
        await agent.visit(path);
        return agent.page('[data-part=posted-question]').text();
      };
      const answer = async (posted: string, path: string) => {
        const form = agent.page('[data-part=posted-question] form');
        return agent.submit({ posted, next: String(form.find('[name=next]').val()) }, path);
      };
      expect(await question('/feed')).to.equal('');
      await share(agent, post.id, { network: 'linkedin' });
      const { _id: id } = (await Share.findOne().lean())!;
      expect(await question('/me'))
        .to.contain('Did you post it on LinkedIn?')
        .and.contain(post.title);
      expect(await question(`/posts/${other.id}`)).to.contain('LinkedIn');
      // The page of a share asks by itself.
      expect(await question(`/shares/${String(id)}`)).to.equal('');
      expect(await question(`/shares/${'0'.repeat(24)}`)).to.equal('');
      // The answer would lose what was typed.
      await agent.visit(`/posts/${other.id}`);
      const refused = await agent.submit(
        { network: 'x', caption: 'y'.repeat(281) },
        `/posts/${other.id}/shares`,
      );
      expect(refused.status).to.equal(422);
      expect(agent.page('#caption').text().trim()).to.equal('y'.repeat(281));
      expect(agent.page('[data-part=posted-question]')).to.have.length(0);
      await question('/me');
      expect((await answer('no', `/shares/${String(id)}/confirm`)).headers.location).to.equal('/me');
      expect(await question('/me')).to.equal('');
      expect((await Share.findById(id).lean())!.status).to.equal('opened');
      await share(agent, other.id, { network: 'x' });
      const { _id: otherId } = (await Share.findOne({ network: 'x' }).lean())!;
      expect(await question('/guidelines'))
        .to.contain('on X')
        .and.contain('Other');
      await answer('yes', `/shares/${String(otherId)}/confirm`);
      expect((await Share.findById(otherId).lean())!.status).to.equal('confirmed');
      // Nobody is asked again about what they have confirmed.
      await share(agent, other.id, { network: 'x' });
      expect(await question('/feed')).to.equal('');
      await share(agent, post.id, { network: 'bluesky' });
      services.setNow('2026-11-19T09:00:01Z');
      expect(await question('/feed')).to.equal('');
    });

    it('is kept once', async () => {
      const agent = await advocate();
      const { id } = await buildShare({ services, advocateId: agent.user.id });
      await agent.visit(`/shares/${id}`);
      services.setNow('2026-11-18T10:00:00Z');
      expect((await agent.submit({}, `/shares/${id}/confirm`)).headers.location).to.equal('/feed');
      const { confirmedAt } = (await Share.findById(id).lean())!;
      await agent.visit(`/shares/${id}`);
      expect(agent.page('main').text()).to.contain('You said that you posted this');
      expect(agent.page('form[action$="/confirm"]')).to.have.length(0);
      expect(confirmedAt).to.deep.equal(new Date('2026-11-18T10:00:00Z'));
    });

    it('stays said when the post is shared there again', async () => {
      const agent = await advocate();
      const { id, postId } = await buildShare({ services, advocateId: agent.user.id });
      await agent.visit(`/shares/${id}`);
      await agent.submit({}, `/shares/${id}/confirm`);
      await buildShare({ services, advocateId: agent.user.id, postId });
      expect(await getShare(services, { shareId: id, actor: agent.user })).to.include({
        status: 'confirmed',
      });
    });
  });

  describe('belongs to the advocate', () => {
    it('so that nobody else sees or confirms the share, an admin neither', async () => {
      const { id } = await buildShare({ services });
      const own = await buildShare({ services });
      const admin = await advocate({ roles: ['admin'] });
      expect((await admin.visit(`/shares/${id}`)).status).to.equal(404);
      const mine = await buildShare({ services, advocateId: admin.user.id, postId: own.postId });
      await admin.visit(`/shares/${mine.id}`);
      const token = admin.page('input[name=_csrf]').first().val() as string;
      const confirming = await admin.http.post(`/shares/${id}/confirm`).type('form').send({ _csrf: token });
      expect(confirming.status).to.equal(404);
      expect((await Share.findById(id).lean())!.status).to.equal('opened');
    });
  });

  describe('keeps what reports need', () => {
    it('labels share and link as things stood when it was first shared', async () => {
      const [sales, works] = [await buildTeam(), await buildTeam()];
      const [topic] = (await buildPost({ services })) && (await listTopics());
      const post = await buildPost({ services, topicId: topic!.id, level: 'industry' });
      const kiel = await createLocation(services, { actor: 'operator', name: 'Kiel' });
      const { id: advocateId } = await buildUser({ teamId: sales.id, locationId: kiel.id });
      services.setNow('2026-11-18T23:30:00Z');
      await buildShare({ services, advocateId, postId: post.id });
      const person = { ...(await findActivePerson(advocateId))!, teamId: works.id, locationId: null };
      await openShare(services, { actor: person, postId: post.id, network: 'linkedin', caption: '' });
      const [kept] = await Share.find().lean();
      // Half past midnight in Berlin.
      expect(kept).to.include({ day: '2026-11-19', level: 'industry' });
      expect(kept!.topicId?.toString()).to.equal(topic!.id);
      expect(kept!.teamId?.toString()).to.equal(sales.id);
      expect(kept!.locationId?.toString()).to.equal(kiel.id);
      const [link] = await TrackedLink.find().lean();
      expect(link!.labels).to.include({
        teamId: sales.id,
        locationId: kiel.id,
        network: 'linkedin',
        advocateId,
      });
    });

    it('counts shares and the people behind them by any label', async () => {
      const { id: ana } = await buildUser();
      const first = await buildShare({ services, advocateId: ana });
      await buildShare({ services, advocateId: ana, postId: first.postId, network: 'x' });
      services.setNow('2026-11-19T09:00:00Z');
      const other = await buildShare({ services, postId: first.postId });
      await Share.updateMany({}, { posted: true });
      const days = { from: '2026-11-18', to: '2026-11-19' };
      expect(await countShares({ ...days, by: 'all' })).to.deep.equal([
        { key: 'all', posted: 3, prepared: 3, advocates: 2 },
      ]);
      expect(await countShares({ ...days, by: 'day' })).to.deep.equal([
        { key: '2026-11-18', posted: 2, prepared: 2, advocates: 1 },
        { key: '2026-11-19', posted: 1, prepared: 1, advocates: 1 },
      ]);
      expect(
        await countShares({ ...days, by: 'advocate', where: { network: 'linkedin' } }),
      ).to.have.deep.members([
        { key: ana, posted: 1, prepared: 1, advocates: 1 },
        { key: other.advocateId, posted: 1, prepared: 1, advocates: 1 },
      ]);
      expect(await countShares({ ...days, by: 'team' })).to.deep.equal([
        { key: '', posted: 3, prepared: 3, advocates: 2 },
      ]);
      expect(await countShares({ ...days, by: 'post', where: { advocateId: ana } })).to.deep.equal([
        { key: first.postId, posted: 2, prepared: 2, advocates: 1 },
      ]);
      expect(await countShares({ from: '2026-11-20', to: '2026-11-30', by: 'all' })).to.deep.equal([]);
    });

    it('lists a person’s shares newest first, and which networks a post went to', async () => {
      const { id: advocateId } = await buildUser();
      const first = await buildShare({ services, advocateId });
      services.setNow('2026-11-19T09:00:00Z');
      const second = await buildShare({ services, advocateId, postId: first.postId, network: 'threads' });
      const shares = await listShares({ advocateId });
      expect(shares.map(({ id }) => id)).to.deep.equal([second.id, first.id]);
      expect((await sharedNetworks(advocateId)).get(first.postId)).to.have.members(['linkedin', 'threads']);
    });
  });

  describe('when something breaks in between', () => {
    it('takes up the link that was made before the crash', async () => {
      const post = await buildPost({ services });
      const { id: advocateId } = await buildUser();
      const { id } = await buildShare({ services, advocateId, postId: post.id });
      // As after a crash between the two writes: a link, and no share.
      await Share.deleteMany({});
      const { slug } = (await TrackedLink.findOne().lean())!;
      const again = await buildShare({ services, advocateId, postId: post.id });
      expect(again).to.include({ id, slug });
      expect(await TrackedLink.countDocuments()).to.equal(1);
    });

    it('makes one share of a form that is sent five times at once', async () => {
      const post = await buildPost({ services });
      const { id: advocateId } = await buildUser();
      const all = await Promise.all(
        Array.from({ length: 5 }, () => buildShare({ services, advocateId, postId: post.id })),
      );
      expect(new Set(all.map(({ slug }) => slug))).to.have.property('size', 1);
      expect(await Share.countDocuments()).to.equal(1);
      expect((await Share.findOne().lean())!.timesOpened).to.equal(5);
    });
  });

  describe('from a mail that is older than the post’s end', () => {
    it('says that a recalled or expired post is over, and offers what there is now', async () => {
      const agent = await advocate();
      const now = await buildPost({ services, title: 'Still here' });
      const recalled = await buildPost({ services });
      const approver = await buildUser({ roles: ['approver'] });
      await recallPost(services, { postId: recalled.id, actor: approver, note: 'Wrong' });
      const expired = await buildPost({ services, lastDay: '2026-11-19' });
      services.setNow('2026-11-20T09:00:00Z');
      for (const { id } of [recalled, expired]) {
        expect((await agent.visit(`/posts/${id}`)).status).to.equal(410);
        expect(agent.page('h1').text()).to.equal('This post is no longer offered');
        expect(agent.page(`main a[href="/posts/${now.id}?from=not-offered"]`).text()).to.equal('Still here');
        expect(agent.page('main a[href="/feed"]')).to.have.lengthOf(1);
      }
    });

    it('says that a post is not for this person, and nothing else of it', async () => {
      const team = await buildTeam();
      const { id, title } = await buildPost({
        services,
        audienceTeamIds: [team.id],
        title: 'For Sales only',
      });
      const agent = await advocate();
      for (const postId of [id, '0123456789abcdef01234567']) {
        expect((await agent.visit(`/posts/${postId}`)).status).to.equal(404);
        expect(agent.page('h1').text()).to.equal('This post is not offered to you');
        expect(agent.page('main').text()).to.not.contain(title);
      }
    });
  });
});
