import { isDeepStrictEqual } from 'node:util';
import { findPeople } from '../people/index.js';
import { disclosuresOf, type Disclosures, type Wording } from './disclosures.js';
import { Acknowledgement, GuidelineDraft, GuidelineVersion } from './guideline.model.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { renderGuideline } from './render-guideline.js';

export interface Guideline extends Disclosures {
  version: number;
  title: string;
  /** Sanitized HTML. */
  html: string;
  publishedAt: Date;
}

interface Stored {
  version: number;
  title: string;
  markdown: string;
  disclosure: string;
  disclosureLanguage?: string | null;
  disclosures?: Wording[] | null;
  publishedAt: Date;
}

const asGuideline = async (stored: Stored): Promise<Guideline> => ({
  version: stored.version,
  title: stored.title,
  html: await renderGuideline(stored.markdown).catch(orPlain(stored.markdown)),
  ...disclosuresOf(stored),
  publishedAt: stored.publishedAt,
});

/** An older version that takes too long to render is shown as plain text. */
const orPlain = (markdown: string) => (error: unknown) => {
  if (!(error instanceof InvalidInput)) throw error;
  return `<pre>${markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
};

/** The version in force, or null before the first is published. */
export async function currentGuideline(): Promise<Guideline | null> {
  const newest = await newestVersion();
  return newest && asGuideline(newest);
}

/** True once a version is published. */
export const isGuidelinePublished = async (): Promise<boolean> => (await newestVersion()) !== null;

const newestVersion = () => GuidelineVersion.findOne().sort({ version: -1 }).lean();

/** When this person acknowledged this version, or null. */
export async function acknowledgedAt(userId: string, version: number): Promise<Date | null> {
  const found = await Acknowledgement.findOne({ userId, version }).lean();
  return found?.at ?? null;
}

/** True when this person acknowledged the version in force, or when none is published yet. */
export async function hasAcknowledged(userId: string): Promise<boolean> {
  const newest = await newestVersion();
  return !newest || (await acknowledgedAt(userId, newest.version)) !== null;
}

/** The draft, and the version in force; `isOutdated` when the draft is based on an earlier one. */
export async function draftAndNewest() {
  const [draft, newest] = await Promise.all([GuidelineDraft.findOne({ only: true }).lean(), newestVersion()]);
  const version = newest?.version ?? 0;
  // After a crash, a draft may remain next to the version that was published from it.
  const isInForce = isDeepStrictEqual(textOf(draft), textOf(newest));
  const basedOn = isInForce ? version : (draft?.basedOn ?? version);
  return { draft, newest, version, basedOn, isOutdated: basedOn < version };
}

type StoredText = Omit<Stored, 'version' | 'publishedAt'>;

/** What an editor writes, of a draft or a version; empty texts without one. */
const textOf = (stored: StoredText | null) => ({
  title: stored?.title ?? '',
  markdown: stored?.markdown ?? '',
  ...disclosuresOf(stored ?? { disclosure: '' }),
});

/**
 * The text that an editor begins with: the draft and the version it is based on, otherwise the version in force,
 * otherwise nothing.
 */
export async function textToEdit() {
  const { draft, newest, basedOn } = await draftAndNewest();
  const seen = { version: basedOn, revision: draft?.revision ?? 0 };
  return { ...textOf(draft ?? newest), ...seen, savedAt: draft?.savedAt ?? null };
}

/** The text that a stale form would replace. Once its writer has seen it, they may do so. */
export async function textMeanwhile() {
  const { draft, newest, version, isOutdated } = await draftAndNewest();
  const text = textOf(isOutdated ? newest : (draft ?? newest));
  return { ...text, version, revision: draft?.revision ?? 0 };
}

/** All versions, newest first, with how many people acknowledged each. */
export async function listVersions() {
  const versions = await GuidelineVersion.find().sort({ version: -1 }).lean();
  return Promise.all(
    versions.map(async ({ version, title, publishedAt }) => ({
      version,
      title,
      publishedAt,
      acknowledgements: await Acknowledgement.countDocuments({ version }),
    })),
  );
}

/** A version and who acknowledged it, when. @throws NotFound */
export async function getVersion(version: number) {
  const found = await GuidelineVersion.findOne({ version }).lean();
  if (!found) throw new NotFound();
  const acknowledgements = await Acknowledgement.find({ version }).sort({ at: -1 }).lean();
  const people = await findPeople(acknowledgements.map(({ userId }) => userId.toString()));
  return {
    ...(await asGuideline(found)),
    acknowledgements: acknowledgements.map(({ userId, at }) => ({
      name: people.get(userId.toString())?.name ?? null,
      at,
    })),
  };
}
