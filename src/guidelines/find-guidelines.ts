import { findPeople } from '../people/index.js';
import { Acknowledgement, GuidelineDraft, GuidelineVersion } from './guideline.model.js';
import { InvalidInput, NotFound } from '../platform/errors.js';
import { renderGuideline } from './render-guideline.js';

export interface Guideline {
  version: number;
  title: string;
  /** Safe to print as it is. */
  html: string;
  /** How an employee identifies themselves, such as "I work at Acme." */
  disclosure: string;
  publishedAt: Date;
}

interface Stored extends Omit<Guideline, 'html'> {
  markdown: string;
}

const asGuideline = async ({
  version,
  title,
  markdown,
  disclosure,
  publishedAt,
}: Stored): Promise<Guideline> => ({
  version,
  title,
  html: await renderGuideline(markdown).catch(orPlain(markdown)),
  disclosure,
  publishedAt,
});

/** An older version that takes too long to render is shown as it was written. */
const orPlain = (markdown: string) => (error: unknown) => {
  if (!(error instanceof InvalidInput)) throw error;
  return `<pre>${markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
};

/** The version in force, or null before the first is published. */
export async function currentGuideline(): Promise<Guideline | null> {
  const newest = await newestVersion();
  return newest && asGuideline(newest);
}

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

/** What an editor starts from: the draft, else the version in force, else nothing. */
export async function textToEdit() {
  const [draft, newest] = await Promise.all([GuidelineDraft.findOne({ only: true }).lean(), newestVersion()]);
  const { title = '', markdown = '', disclosure = '' } = draft ?? newest ?? {};
  const seen = { version: newest?.version ?? 0, revision: draft?.revision ?? 0 };
  return { title, markdown, disclosure, ...seen, savedAt: draft?.savedAt ?? null };
}

/** All versions, newest first, with how many people acknowledged each. */
export async function listVersions() {
  const versions = await GuidelineVersion.find().sort({ version: -1 }).lean();
  const counts = await Acknowledgement.aggregate<{ _id: number; count: number }>([
    { $group: { _id: '$version', count: { $sum: 1 } } },
  ]);
  const countOf = new Map(counts.map(({ _id, count }) => [_id, count]));
  return versions.map(({ version, title, publishedAt }) => ({
    version,
    title,
    publishedAt,
    acknowledgements: countOf.get(version) ?? 0,
  }));
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
