import type { Response } from 'express';
import type { Message } from '../platform/errors.js';
import type { Form } from '../platform/http/forms.js';
import { localeIn, say } from '../platform/http/pages.js';
import { enumerationText, languageText } from '../platform/text/formats.js';
import { levels } from '../links/index.js';
import { listTeams, offeredTeams, teamLabel, type TeamView } from '../people/index.js';
import { findTactics, type TacticBrief } from '../strategy/index.js';
import { postLanguages, maxCopies } from './post-fields.js';
import type { StoredPost } from './studio-posts.js';
import { listTopics } from './topics.js';

interface Choices {
  tactics: { open: TacticBrief[]; present: TacticBrief | undefined };
  topics: { id: string; name: string }[];
  teams: TeamView[];
  locale: string;
  say: (key: Message, values?: Record<string, unknown>) => string;
}

const list = (value: unknown): string[] =>
  (value === undefined ? [] : [value].flat()).filter((one): one is string => typeof one === 'string');

/** The choices of the post form with the selected ones, and one field for each suggested copy. */
export function postFormChoices({ values, errors }: Form, { tactics, topics, teams, locale, say }: Choices) {
  const options = (from: { id: string; name: string }[], chosen: string[]) =>
    from.map(({ id, name }) => ({ value: id, label: name, selected: chosen.includes(id) }));
  const audience = list(values.audienceTeamIds);
  const written = list(values.suggestedCopy);
  const copies = Array.from({ length: maxCopies }, (_, index) => ({
    fieldId: `suggestedCopy.${index}`,
    label: say('posts.copy-label', { number: index + 1 }),
    value: written[index] ?? '',
    error: errors[`suggestedCopy.${index}`] ?? '',
    optional: index > 0,
  }));
  const isShown = ({ value, error }: (typeof copies)[number], index: number) =>
    index < 2 || Boolean(value || error);
  return {
    tactics: tacticChoices(tactics, list(values.tacticId), say),
    topics: [
      { value: '', label: say('posts.no-topic'), selected: false },
      ...options(topics, list(values.topicId)),
    ],
    teams: offeredTeams(teams, audience).map((team) => ({
      value: team.id,
      label: teamLabel(team, say),
      selected: audience.includes(team.id),
    })),
    languages: postLanguages
      .map((tag) => ({ value: tag, label: languageText(locale, tag), selected: tag === values.language }))
      .sort((a, b) => a.label.localeCompare(b.label, locale)),
    levels: levels.map((level) => ({
      value: level,
      label: say(`common.level-${level}`),
      hint: say(`posts.level-${level}-hint`),
      selected: level === values.level,
    })),
    copies: copies.filter(isShown),
    moreCopies: copies.filter((copy, index) => !isShown(copy, index)),
  };
}

/** The tactics by their goals; one that has ended is there only if the post has it. */
function tacticChoices({ open, present }: Choices['tactics'], chosen: string[], say: Choices['say']) {
  if (!open.length && !present) return [];
  const offered = present && !open.some(({ id }) => id === present.id) ? [present, ...open] : open;
  return [
    { value: '', label: say('posts.no-tactic'), selected: !chosen.filter(Boolean).length },
    ...offered.map(({ id, title, goal }) => ({
      value: id,
      label: say('posts.tactic-of-goal', { tactic: title, goal }),
      selected: chosen.includes(id),
    })),
  ];
}

/** The fields that the form compares with another editor's version: all that the form can change. */
export async function comparedFields(
  res: Response,
  { publishedAt, tacticId }: Pick<StoredPost, 'publishedAt' | 'tacticId'>,
) {
  const [topics, teams] = await Promise.all([listTopics(), listTeams()]);
  const tactics = await findTactics([tacticId]);
  const names = (things: { id: string; name: string }[], ids: unknown) =>
    enumerationText(
      localeIn(res),
      things.filter(({ id }) => (ids as string[]).includes(id)).map(({ name }) => name),
    );
  return {
    link: 'posts.link',
    title: 'posts.title',
    summary: 'posts.summary',
    imageUrl: 'posts.image',
    suggestedCopy: 'posts.copies',
    language: { label: 'posts.language', show: (tag: unknown) => languageText(localeIn(res), tag as string) },
    topicId: {
      label: 'posts.topic',
      show: (id: unknown) => names(topics, [id]) || say(res, 'posts.no-topic'),
    },
    tacticId: {
      label: 'posts.tactic',
      show: (id: unknown) => tactics.get(id as string)?.title ?? say(res, 'posts.no-tactic'),
    },
    urgentReason: 'posts.urgent-reason',
    level: { label: 'posts.level', show: (level: unknown) => say(res, `common.level-${level as string}`) },
    audienceTeamIds: {
      label: 'posts.audience',
      show: (ids: unknown) => names(teams, ids ?? []) || say(res, 'posts.about-everyone'),
    },
    ...(!publishedAt && { campaign: 'posts.campaign' }),
    publishOn: 'posts.publish-on',
    publishTime: 'posts.publish-time',
    expiresOn: 'posts.expires-on',
  };
}
