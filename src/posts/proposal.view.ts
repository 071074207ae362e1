import type { Response } from 'express';
import { compareWords } from '../platform/text/compare-words-apart.js';
import { wholePieces, type Piece } from '../platform/text/compare-words.js';
import { dayText, enumerationText, languageText } from '../platform/text/formats.js';
import { localeIn, say } from '../platform/http/pages.js';
import { readableAddress } from '../platform/text/readable-address.js';
import { versionView, type Names } from './post.view.js';
import { changedWords, differencesOf, withProposal, type ChangedWords } from './proposal.js';
import type { StoredPost } from './studio-posts.js';

/** A field in which two versions differ. */
export interface ComparedRow {
  label: string;
  /** The language of the words, if they are those of the post. */
  lang: string;
  pieces: Piece[];
  /** The key of a sentence about the comparison; empty if it needs none. */
  note: string;
}

const labels: Record<string, string> = {
  ...{ title: 'posts.title', link: 'posts.link', summary: 'posts.summary', imageUrl: 'posts.image' },
  ...{ suggestedCopy: 'posts.copies', language: 'posts.language', topicId: 'posts.topic' },
  ...{ level: 'posts.level', audienceTeamIds: 'posts.audience', lastDay: 'posts.expires-on' },
};

const isAddress = ({ field }: ChangedWords): boolean => field === 'link' || field === 'imageUrl';

/** Changed words of a post field by field, for each change of a page. An address is compared as a whole. */
export async function wordRows(
  res: Response,
  language: string,
  changes: readonly (readonly ChangedWords[])[],
): Promise<ComparedRow[][]> {
  const texts = changes.flat().filter((words) => !isAddress(words));
  const compared = await compareWords(res.req.user!.id, language, texts);
  const comparisons = new Map(texts.map((words, place) => [words, compared[place]!]));
  return changes.map((words) =>
    words.map((each) => {
      const { pieces, note } = comparisons.get(each) ?? {
        pieces: wholePieces(readableAddress(each.before), readableAddress(each.after)),
        note: null,
      };
      return {
        label: say(res, labels[each.field]!),
        lang: isAddress(each) ? '' : language,
        pieces,
        note: note ? `common.compared-${note}` : '',
      };
    }),
  );
}

/** The proposed change of a post, compared with the published version: first words, then settings. */
export async function proposalRows(res: Response, post: StoredPost, names: Names): Promise<ComparedRow[]> {
  const proposed = withProposal(post);
  const [words = []] = await wordRows(res, proposed.language, [changedWords(post, proposed)]);
  const shown = settingTexts(res, names);
  const settings = Object.keys(shown).filter((name) => name in differencesOf(post, proposed));
  return [
    ...words,
    ...settings.map((name) => ({
      label: say(res, labels[name]!),
      lang: '',
      pieces: wholePieces(shown[name]!(post), shown[name]!(proposed)),
      note: '',
    })),
  ];
}

/** How each setting of a post is shown. */
function settingTexts(res: Response, names: Names): Record<string, (post: StoredPost) => string> {
  const locale = localeIn(res);
  return {
    topicId: ({ topicId }) => names.topics.get(String(topicId))?.name ?? say(res, 'posts.no-topic'),
    language: ({ language }) => languageText(locale, language),
    level: ({ level }) => say(res, `common.level-${level}`),
    audienceTeamIds: ({ audienceTeamIds }) =>
      enumerationText(
        locale,
        (audienceTeamIds ?? []).map((id) => names.teams.get(id.toString()) ?? ''),
      ) || say(res, 'posts.about-everyone'),
    lastDay: ({ lastDay }) => (lastDay ? dayText(locale, lastDay) : say(res, 'posts.about-no-end')),
  };
}

/** The proposed change of a post for its page; null if there is none. */
export function proposalView(post: StoredPost, names: Names, locale: string) {
  const { proposed } = post;
  if (!proposed) return null;
  const writers = proposed.writerIds.map((id) => names.people.get(id.toString())?.name ?? '');
  return {
    status: post.status === 'published' ? `posts.proposal-${proposed.status}` : 'posts.proposal-dormant',
    writers: enumerationText(locale, writers.filter(Boolean)),
    at: proposed.at,
    version: versionView(withProposal(post), names, locale),
  };
}
