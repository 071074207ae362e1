import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { makeApiKey, listApiKeys } from '../../src/conversions/api-key.model.js';
import { makeWebhookSecret } from '../../src/conversions/webhook-secret.model.js';
import { takeFile } from '../../src/conversions/import/take-file.js';
import { Feed } from '../../src/sources/feed.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('What can not be undone at once', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();

  /** Where each starts, the address of its second step, and what that says will happen. */
  const steps: Record<string, (adminId: string) => Promise<{ from: string; step: string; says: string }>> = {
    'the recall of a post': async () => {
      const { id } = await buildPost({ services });
      const from = `/studio/posts/${id}`;
      return { from, step: `${from}/recall`, says: 'tracked links are switched off' };
    },
    'the end of a person’s access': async () => {
      const from = `/admin/people/${(await buildUser()).id}`;
      return { from, step: `${from}/deactivate`, says: 'signed out at once' };
    },
    'the removal of a feed': async (addedBy) => {
      const at = services.clock.now();
      const feed = await Feed.create({
        ...{ url: 'https://news.example/feed', title: 'News', addedBy, addedAt: at, dueAt: at },
      });
      return { from: '/studio/feeds', step: `/studio/feeds/${feed.id}/remove`, says: 'no longer fetched' };
    },
    'the revocation of a key': async (adminId) => {
      await makeApiKey(services, { name: 'Shop', actor: (await findActivePerson(adminId))! });
      const from = '/admin/conversions/settings';
      const [key] = await listApiKeys();
      return { from, step: `${from}/keys/${key!.id}/revoke`, says: 'can’t be brought back' };
    },
    'a new secret in the place of the one before': async (adminId) => {
      await makeWebhookSecret(services, { actor: (await findActivePerson(adminId))! });
      const from = '/admin/conversions/settings';
      return { from, step: `${from}/secret`, says: 'replaces the old secret at once' };
    },
    'the deletion of an imported file': async (personId) => {
      const file = Buffer.from('id,kind\n1,lead\n');
      const from = `/admin/conversions/import/${await takeFile(services, { name: 'a.csv', file, actor: acting('admin', personId) })}`;
      return { from: `${from}/columns`, step: `${from}/delete`, says: 'None of its rows was stored' };
    },
  };

  for (const [name, prepare] of Object.entries(steps))
    it(`has a second step that says what will happen, without a script: ${name}`, async () => {
      const admin = await signedIn(createApp(services), { roles: ['admin'] });
      const { from, step, says } = await prepare(admin.user.id);
      await admin.visit(from);
      expect(admin.page(`form[action="${step}"]`), 'a form that does it at once').to.have.lengthOf(0);
      expect(admin.page(`a[href="${step}"]`), 'a link to the second step').to.have.lengthOf(1);
      expect((await admin.visit(step)).status).to.equal(200);
      expect(admin.page('main').text().replaceAll("'", '’')).to.contain(says);
      expect(admin.page(`form[action="${step}"] .button-danger`)).to.have.lengthOf(1);
      expect(admin.page('main a.button-plain').text()).to.contain('Cancel');
      const answer = await admin.submit({ note: 'A mistake' }, step);
      expect(answer.status, answer.text).to.be.oneOf([200, 303]);
    });
});
