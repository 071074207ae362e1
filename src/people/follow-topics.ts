import type { Services } from '../services.js';
import { User } from './user.model.js';

/** Stores which topics a person follows; an empty list means all. */
export async function followTopics(
  _services: Services,
  { userId, topicIds }: { userId: string; topicIds: string[] },
): Promise<void> {
  await User.updateOne({ _id: userId }, { topicIds });
}
