import { expect } from 'chai';
import { InvalidInput } from '../../src/platform/errors.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { buildTrackedLink } from '../clicks/builders.js';

describe('Making a tracked link', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('gives a short address that can’t be guessed or misread', async () => {
    const { slug, url } = await buildTrackedLink();
    expect(slug).to.match(/^[2-9a-hjkmnp-tv-z]{9}$/);
    expect(url).to.equal(`http://localhost:3000/l/${slug}`);
  });

  it('gives the same share the same link, also when asked at once', async () => {
    await buildOrganization();
    const links = await Promise.all(Array.from({ length: 8 }, () => buildTrackedLink({ shareId: 'one' })));
    expect(new Set(links.map(({ slug }) => slug)).size).to.equal(1);
    expect(await TrackedLink.countDocuments()).to.equal(1);
  });

  it('refuses a target that is no web address', async () => {
    for (const target of ['javascript:alert(1)', 'ftp://example.com', '/path', '', 'https://'])
      expect(
        await buildTrackedLink({ target }).then(
          () => null,
          (error: unknown) => error,
        ),
      ).to.be.instanceOf(InvalidInput);
  });
});
