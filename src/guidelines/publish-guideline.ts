import { change, create, remove } from '../events/index.js';
import { ChangedMeanwhile } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { authorize, findActivePerson, type SignedIn } from '../people/index.js';
import type { Wording } from './disclosures.js';
import { draftAndNewest } from './find-guidelines.js';
import { GuidelineDraft, GuidelineVersion } from './guideline.model.js';

export interface GuidelineText {
  title: string;
  markdown: string;
  /** How employees disclose their employer, such as "I work at Acme." */
  disclosure: string;
  disclosureLanguage?: string;
  /** The wordings of further languages; default: none. */
  disclosures?: Wording[];
}

/** What an editor's form was based on: the version in force, and the draft's revision (0: no draft). */
export interface Seen {
  version: number;
  revision: number;
}

interface Written extends GuidelineText {
  actor: SignedIn;
  /** Without it, the text replaces whatever is stored. */
  seen?: Seen;
}

/**
 * Saves the text as a draft; nobody has to acknowledge it yet.
 * @throws Forbidden; ChangedMeanwhile when somebody else saved or published since
 */
export async function saveGuidelineDraft(
  services: Services,
  { actor, seen, ...text }: Written,
): Promise<void> {
  authorize(actor, 'write-guidelines');
  const authorId = actor.id;
  const version = await newestVersion();
  if (seen && seen.version !== version) throw await changedMeanwhile(authorId);
  const saved = {
    ...withAllFields(text),
    basedOn: version,
    savedAt: services.clock.now(),
    savedById: authorId,
  };
  const draft = await GuidelineDraft.findOne({ only: true }).lean();
  if (seen && seen.revision !== (draft?.revision ?? 0)) throw await changedMeanwhile(authorId);
  const cause = { type: 'guideline.saved', by: authorId };
  try {
    if (draft) await change(services, GuidelineDraft, { ...cause, doc: draft, set: saved });
    else await create(services, GuidelineDraft, { ...cause, values: saved });
  } catch (error) {
    if (!isDuplicateKey(error) && !(error instanceof ChangedMeanwhile)) throw error;
    // Another save or publication at the same moment. Who saw nothing replaces whatever is stored.
    if (seen) throw await changedMeanwhile(authorId);
    await saveGuidelineDraft(services, { actor, ...text });
  }
}

/**
 * Publishes the text as the version in force. All people have to acknowledge it before they share again.
 * @throws Forbidden; ChangedMeanwhile when somebody else saved or published since
 */
export async function publishGuideline(
  services: Services,
  { actor, seen, ...text }: Written,
): Promise<{ version: number }> {
  authorize(actor, 'write-guidelines');
  const authorId = actor.id;
  const [newest, draft] = await Promise.all([newestVersion(), GuidelineDraft.findOne({ only: true }).lean()]);
  const revision = draft?.revision ?? 0;
  if (seen && (seen.version !== newest || seen.revision !== revision)) throw await changedMeanwhile(authorId);
  const version = newest + 1;
  const publishedAt = services.clock.now();
  try {
    const values = { ...withAllFields(text), authorId, version, publishedAt };
    await create(services, GuidelineVersion, { type: 'guideline.published', by: authorId, values });
  } catch (error) {
    throw isDuplicateKey(error) ? await changedMeanwhile(authorId) : error;
  }
  // A draft that somebody saves at the same moment stays.
  if (draft)
    await remove(services, GuidelineDraft, { doc: draft, type: 'guideline.draft-used', by: authorId }).catch(
      (error: unknown) => {
        if (!(error instanceof ChangedMeanwhile)) throw error;
      },
    );
  return { version };
}

/** A field that is left out replaces what an earlier draft has. */
const withAllFields = (text: GuidelineText) => ({
  ...text,
  disclosureLanguage: text.disclosureLanguage ?? null,
  disclosures: text.disclosures ?? [],
});

async function newestVersion(): Promise<number> {
  const newest = await GuidelineVersion.findOne({}, { version: 1 }).sort({ version: -1 }).lean();
  return newest?.version ?? 0;
}

/** The error that names who saved or published last: the author themselves, or somebody else. */
async function changedMeanwhile(authorId: string): Promise<ChangedMeanwhile> {
  const { draft, newest, isOutdated } = await draftAndNewest();
  const what = draft && !isOutdated ? 'saved' : 'published';
  const by = (what === 'saved' ? draft?.savedById : newest?.authorId)?.toString();
  if (by === authorId) return new ChangedMeanwhile('common.changed-by-you');
  const name = by && (await findActivePerson(by))?.name;
  return new ChangedMeanwhile(
    name ? { key: `guidelines.${what}-by`, values: { name } } : 'common.changed-by-another',
  );
}
