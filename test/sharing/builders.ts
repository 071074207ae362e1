import { type NetworkName } from '../../src/sharing/index.js';
import { openShare } from '../../src/sharing/open-share.js';
import { Share } from '../../src/sharing/share.model.js';
import type { Services } from '../../src/services.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { buildPost } from '../posts/builders.js';
import { buildUser } from '../support/builders.js';
import { createTestServices } from '../support/services.js';

/** A share opened at the time of `services`, by default by a new person and of a new post. */
export async function buildShare(
  overrides: {
    services?: Services;
    advocateId?: string;
    postId?: string;
    network?: NetworkName;
    caption?: string;
  } = {},
) {
  const services = overrides.services ?? createTestServices();
  const advocateId = overrides.advocateId ?? (await buildUser()).id;
  const postId = overrides.postId ?? (await buildPost({ services })).id;
  const { network = 'linkedin', caption = 'I work at Acme. Have a look.' } = overrides;
  const person = (await findActivePerson(advocateId))!;
  const { shareId } = await openShare(services, { actor: person, postId, network, caption });
  const { slug, trackedUrl } = (await Share.findById(shareId).lean())!;
  return { id: shareId, advocateId, postId, network, caption, slug, trackedUrl };
}
