import { fewestContributors } from '../published-results/index.js';
import { listTopics } from '../posts/index.js';
import type { CongruencyReport, ShownTheme } from './get-congruency.js';
import { quarterText, type SayOfBaseline } from './participation-words.js';

/** Which themes speak with all three voices. */
export async function congruencyView(
  words: SayOfBaseline,
  report: CongruencyReport,
  at: (moment: Date) => string,
) {
  const topics = new Map((await listTopics()).map((topic) => [topic.id, topic]));
  const themes = report.themes.flatMap((theme) => {
    const topic = topics.get(theme.topicId);
    return topic ? [themeView(words, theme, topic, report.isClosed)] : [];
  });
  const quarter = quarterText(words, report.quarter, 'quarter-title');
  if (!themes.length) return { title: words('congruency'), note: words('congruency-none'), themes };
  const congruent = themes.filter((theme) => theme.isCongruent).length;
  const gaps = themes.length - congruent;
  const found = !gaps
    ? words('congruency-all')
    : themes.length === 1
      ? words('congruency-only')
      : words('congruency-some', {
          count: congruent,
          all: themes.length,
          gaps: words('congruency-gaps', { count: gaps }),
        });
  return {
    title: report.isClosed ? found : words('congruency'),
    note: words(report.isClosed ? 'congruency-lead' : 'congruency-running', {
      quarter,
      at: at(report.nextAt),
    }),
    themes: themes.sort((a, b) => a.name.localeCompare(b.name)),
    isClosed: report.isClosed,
  };
}

function themeView(
  words: SayOfBaseline,
  { isCongruent, cells }: ShownTheme,
  { name, colour }: { name: string; colour: string },
  isClosed: boolean,
) {
  return {
    ...{ name, colour, isCongruent },
    cells: cells.map(({ level, offered, posted, state, turn }) => ({
      level: words(`level-${level}`),
      isEmpty: state === 'empty',
      state: isClosed && state !== 'empty' ? state : '',
      stateWord: isClosed ? words(state === 'occurred' ? 'state-occurred' : 'state-hardly') : '',
      offered: state === 'empty' ? words(`empty-${level}`) : words('offered', { count: offered }),
      posted:
        state === 'empty' && turn
          ? words(`turn-${turn}`)
          : !isClosed
            ? ''
            : posted === null
              ? words(state === 'occurred' ? 'posted-enough' : 'posted-few', { fewest: fewestContributors })
              : words('posted', { count: posted }),
    })),
  };
}
