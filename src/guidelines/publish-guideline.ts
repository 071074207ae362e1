import { isDuplicateKey, NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { GuidelineDraft, GuidelineVersion } from './guideline.model.js';

export interface GuidelineText {
  title: string;
  markdown: string;
  disclosure: string;
}

/** Keeps the text for later; nobody is asked to acknowledge it yet. */
export async function saveGuidelineDraft(
  services: Services,
  { authorId, ...text }: GuidelineText & { authorId: string },
): Promise<void> {
  const saved = { ...text, savedAt: services.clock.now(), savedById: authorId };
  await GuidelineDraft.updateOne({ only: true }, { $set: saved }, { upsert: true });
}

/**
 * Makes the text the version in force: everybody is asked to acknowledge it before the next share.
 * @throws NotAllowedNow when somebody else published at the same moment
 */
export async function publishGuideline(
  services: Services,
  input: GuidelineText & { authorId: string },
): Promise<{ version: number }> {
  const newest = await GuidelineVersion.findOne().sort({ version: -1 }).lean();
  const version = (newest?.version ?? 0) + 1;
  try {
    await GuidelineVersion.create({ ...input, version, publishedAt: services.clock.now() });
  } catch (error) {
    if (isDuplicateKey(error)) throw new NotAllowedNow('guidelines.published-meanwhile');
    throw error;
  }
  await GuidelineDraft.deleteMany({});
  return { version };
}
