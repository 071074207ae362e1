import { isDeepStrictEqual } from 'node:util';
import { findPeople } from '../people/index.js';
import { disclosuresOf, type Disclosures, type Wording } from './disclosures.js';
import { Acknowledgement, GuidelineDraft, GuidelineVersion } from './guideline.model.js';
import { NotFound } from '../platform/errors.js';
import { renderOrPlain } from './render-guideline.js';
import type { Rendered } from './render-markdown.js';

export interface Guideline extends Disclosures {
  version: number;
  title: string;
  text: Rendered;
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
  text: await renderOrPlain(stored.markdown),
  ...disclosuresOf(stored),
  publishedAt: stored.publishedAt,
});

/** The version in force, or null before the first is published. */
export async function currentGuideline(): Promise<Guideline | null> {
  const newest = await newestVersion();
  return newest && asGuideline(newest);
}

/** The version in force with its wordings, without its text; null before the first is published. */
export async function currentDisclosures(): Promise<(Disclosures & { version: number }) | null> {
  const wordings = { version: 1, disclosure: 1, disclosureLanguage: 1, disclosures: 1 } as const;
  const newest = await GuidelineVersion.findOne({}, wordings).sort({ version: -1 }).lean();
  return newest && { version: newest.version, ...disclosuresOf(newest) };
}

/** The wordings of all versions, by number. */
export async function getDisclosures(): Promise<Map<number, Disclosures>> {
  const wordings = { version: 1, disclosure: 1, disclosureLanguage: 1, disclosures: 1 } as const;
  const versions = await GuidelineVersion.find({}, wordings).lean();
  return new Map(versions.map((stored) => [stored.version, disclosuresOf(stored)]));
}

/** True once a version is published. */
export const isGuidelinePublished = async (): Promise<boolean> => (await numberInForce()) > 0;

/** The number of the version in force; 0 before the first. */
async function numberInForce(): Promise<number> {
  const newest = await GuidelineVersion.findOne({}, { version: 1 }).sort({ version: -1 }).lean();
  return newest?.version ?? 0;
}

const newestVersion = () => GuidelineVersion.findOne().sort({ version: -1 }).lean();

/** The newest version that this person acknowledged, and when; null if there is none. */
export async function lastAcknowledgement(userId: string): Promise<{ version: number; at: Date } | null> {
  return Acknowledgement.findOne({ userId }, { version: 1, at: 1 }).sort({ version: -1 }).lean();
}

/** Whether this person acknowledged the version in force, only an earlier one, or none. */
export async function acknowledgementState(userId: string): Promise<'current' | 'earlier' | 'none'> {
  const [newest, last] = await Promise.all([numberInForce(), lastAcknowledgement(userId)]);
  if (!newest || last?.version === newest) return 'current';
  return last ? 'earlier' : 'none';
}

/** True when this person acknowledged the version in force, or when none is published yet. */
export async function hasAcknowledged(userId: string): Promise<boolean> {
  return (await acknowledgementState(userId)) === 'current';
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

/** What an editor wrote of the version in force, to compare a draft with; null before the first is published. */
export async function wordsInForce() {
  const newest = await newestVersion();
  return newest && { version: newest.version, ...textOf(newest) };
}

/** What an editor wrote of a published version. @throws NotFound */
export async function wordsOfVersion(version: number) {
  const found = await GuidelineVersion.findOne({ version }).lean();
  if (!found) throw new NotFound();
  return textOf(found);
}

/** The numbers of all versions, newest first. */
export const versionNumbers = async (): Promise<number[]> =>
  (await GuidelineVersion.find({}, { version: 1 }).sort({ version: -1 }).lean()).map(
    ({ version }) => version,
  );

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

/** A published version. @throws NotFound */
export async function getVersion(version: number): Promise<Guideline> {
  const found = await GuidelineVersion.findOne({ version }).lean();
  if (!found) throw new NotFound();
  return asGuideline(found);
}

/** Who acknowledged this version, when; the latest first. The name of somebody who left is null. */
export async function listAcknowledgements(version: number): Promise<{ name: string | null; at: Date }[]> {
  const acknowledgements = await Acknowledgement.find({ version }).sort({ at: -1 }).lean();
  const people = await findPeople(acknowledgements.map(({ userId }) => userId.toString()));
  return acknowledgements.map(({ userId, at }) => ({
    name: people.get(userId.toString())?.name ?? null,
    at,
  }));
}
