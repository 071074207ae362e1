import { amplificationOf } from '../src/participation/amplification.js';
import { baselineOf, type FlowRow } from '../src/participation/baseline.js';
import { isCongruent, cellStateOf, turnOf, type ThemeCell } from '../src/participation/congruency.js';
import { fewestContributors } from '../src/published-results/index.js';
import { afterWeek, noRegularity, type Regularity } from '../src/participation/regularity.js';
import { levels } from '../src/links/index.js';

/*
 * The worked example of docs/use/baseline.md, computed by the code that computes the real figures.
 */

const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: (string | number)[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** `1` posted, `0` did not, `-` the week is not counted, `x` not in the organization at its end. */
const people = {
  Amara: '1101 1110',
  Bente: '1110 0010',
  Callum: '0100 1011',
  Dragana: '1111 11xx',
  Emre: '11-1 0-10',
  Fatima: '0000 0000',
};

const rule = { becomesAt: 3, lapsesAt: 1 };

function historyOf(signs: string): Regularity[] {
  let now = noRegularity;
  return [...signs.replace(' ', '')].map((sign) => {
    const week = { isMember: sign !== 'x', isCounted: sign !== '-', isActive: sign === '1' };
    return (now = afterWeek(now, week, rule));
  });
}

const words: Record<string, string> = { '1': 'posted', '0': '–', '-': 'not counted', x: 'left' };

/** Eight weeks of six people: two months of four weeks. */
export function regularsExample(): string {
  const weeks = Array.from({ length: 8 }, (_, n) => `Week ${n + 1}`);
  return table(
    ['', ...weeks],
    Object.entries(people).map(([name, signs]) => {
      const history = historyOf(signs);
      return [
        name,
        ...[...signs.replace(' ', '')].map(
          (sign, n) => `${words[sign]!}${history[n]!.isRegular ? ' **R**' : ''}`,
        ),
      ];
    }),
  );
}

/** How the regulars of the first month became those of the second. */
export function baselineExample(): string {
  const rows = Object.values(people).map((signs): FlowRow => {
    const history = historyOf(signs);
    const [before, now] = [history[3]!, history[7]!];
    return {
      ...{ fromTeam: null, toTeam: null, people: 1 },
      wasRegular: before.isRegular,
      isRegular: now.isRegular,
      wasEver: history.slice(0, 4).some(({ isRegular }) => isRegular),
      isMember: !signs.endsWith('x'),
    };
  });
  const sum = baselineOf(rows);
  return table(
    ['', 'People'],
    [
      ['Regulars at the end of week 4', sum.before],
      ['New, never regular before', `+ ${sum.isNew}`],
      ['Returned', `+ ${sum.returned}`],
      ['Lapsed', `− ${sum.lapsed}`],
      ['Left the organization', `− ${sum.left}`],
      ['Regulars at the end of week 8', sum.now],
    ],
  );
}

const posts = [
  { name: 'Electric ferry', offered: 80, posted: 40, postings: 44, visitors: 132 },
  { name: 'New timetable', offered: 75, posted: 15, postings: 15, visitors: 30 },
  { name: 'Open day', offered: 70, posted: 28, postings: 30, visitors: 72 },
];

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Three posts of a quarter, and the one in the middle. */
export function amplificationExample(): string {
  const line = (name: string, post: (typeof posts)[number][]) => {
    const { offered, share, perPosting, visitors } = amplificationOf(post, fewestContributors)!;
    return [name, offered, `${Math.round(share * 100)} %`, rounded(perPosting), rounded(visitors)];
  };
  return table(
    ['', 'Regulars offered', 'Share of them who posted', 'Visitor-days a posting', 'Visitor-days a post'],
    [...posts.map((post) => line(post.name, [post])), line('**The median**', posts)],
  );
}

const cell = (offered: number, postings: number, peopleWhoPosted: number): ThemeCell => ({
  ...{ offered, postings },
  people: peopleWhoPosted,
});

const themes = [
  {
    name: 'Electric ships',
    industry: cell(4, 61, 25),
    corporate: cell(5, 118, 40),
    individual: cell(2, 44, 20),
  },
  { name: 'On board', industry: cell(0, 0, 0), corporate: cell(3, 49, 18), individual: cell(4, 63, 22) },
  {
    name: 'Sea and climate',
    industry: cell(6, 84, 30),
    corporate: cell(1, 11, 9),
    individual: cell(1, 2, 2),
  },
];

const turns = {
  editors: 'the editors',
  advocates: 'the advocates',
  association: 'whoever speaks with the association',
};

/** Three themes of a quarter. */
export function congruencyExample(): string {
  return table(
    ['Theme', 'Industry', 'Corporate', 'Individual', 'All three voices'],
    themes.map((theme) => [
      theme.name,
      ...levels.map((level) => {
        const { offered, people } = theme[level];
        const turn = turnOf(level, theme[level]);
        const counts =
          cellStateOf(theme[level]) === 'empty' ? 'nothing' : `${offered} offered, ${people} people posted`;
        return turn ? `${counts}: for ${turns[turn]}` : counts;
      }),
      isCongruent({ topicId: null, people: 0, ...theme }) ? 'yes' : 'no',
    ]),
  );
}
