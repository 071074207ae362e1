import type { Services } from '../services.js';
import { changeCurrent } from '../events/index.js';
import { User } from './user.model.js';

/** Stores which topics a person follows; an empty list means all. */
export async function followTopics(
  services: Services,
  { userId, topicIds }: { userId: string; topicIds: string[] },
): Promise<void> {
  await changeCurrent(services, User, { _id: userId }, () => ({
    type: 'person.followed-topics',
    by: userId,
    set: { topicIds },
  }));
}
