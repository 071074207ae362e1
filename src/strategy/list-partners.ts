import { findPresent } from './responsible.js';
import { Partner } from './strategy.model.js';
import { limitsOfSteps } from './steps.js';

/** The industry partners that go on, each with our person who talks with them; null when that person has left. */
export async function listPartners() {
  const found = await Partner.find({ endedAt: null }).sort({ _id: 1 }).limit(limitsOfSteps.goals).lean();
  const people = await findPresent(found.map(({ contactId }) => contactId));
  return found.map(({ _id, title, feed, askedOn, askAgainOn, contactId }) => ({
    ...{ id: _id.toString(), title, feed: feed ?? '', askedOn, askAgainOn },
    contact: people.get(String(contactId)) ?? null,
  }));
}
