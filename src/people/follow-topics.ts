import type { Services } from '../services.js';
import { User } from './user.model.js';

/** Remembers which topics a person wants to see; none means all. */
export async function followTopics(
  _services: Services,
  { userId, topicIds }: { userId: string; topicIds: string[] },
): Promise<void> {
  await User.updateOne({ _id: userId }, { topicIds });
}
