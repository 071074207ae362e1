import type { Services } from '../services.js';
import { changeCurrent } from '../events/index.js';
import { authorize, type SignedIn } from './authorize.js';
import { User } from './user.model.js';

/** Stores which topics a person follows; an empty list means all. @throws Forbidden */
export async function followTopics(
  services: Services,
  { actor, topicIds }: { actor: SignedIn; topicIds: string[] },
): Promise<void> {
  authorize(actor, 'share-posts');
  await changeCurrent(services, User, { _id: actor.id }, () => ({
    type: 'person.followed-topics',
    by: actor.id,
    set: { topicIds },
  }));
}
