import { scaleLinear } from 'd3-scale';
import { countAxis, round, type CountAxis } from '../platform/http/drawing.js';
import { daysBetween } from '../platform/text/days.js';

/** In units of the drawing, which are pixels at its full width. */
const sides = { top: 12, right: 12, bottom: 42, left: 44 };
const height = 280;

/** One for each width of its place: scaled, its text would be too small. `most`: days that are named. */
const drawings = [
  { name: 'wide', width: 760, most: 8 },
  { name: 'narrow', width: 324, most: 4 },
] as const;

type Metric = 'clicks' | 'visitors';

export interface Chart {
  name: string;
  width: number;
  height: number;
  clicks: string;
  visitors: string;
  rows: CountAxis['rows'];
  columns: { x: number; day: string; year: string; anchor: 'start' | 'middle' | 'end' }[];
  left: number;
  right: number;
  bottom: number;
  labelX: number;
  labelY: number;
  yearY: number;
}

/** A day in the chart, or a week by its Monday. */
export interface ChartDay {
  day: string;
  figures: Record<Metric, number>;
}

/**
 * Draws clicks and visitors of a period as steps, one for each day or for each week, so that nothing is drawn that was
 * not measured. Days are named on boundaries of the calendar: Mondays, months or years.
 */
export function drawChart(days: ChartDay[]): Chart[] {
  const counts = days.flatMap(({ figures }) => [figures.clicks, figures.visitors]);
  return drawings.map(({ name, width, most }) => {
    const [left, right, bottom] = [sides.left, width - sides.right, height - sides.bottom];
    const x = scaleLinear([0, days.length], [left, right]);
    const { y, rows } = countAxis(counts, { bottom, top: sides.top, ticks: 3 });
    const columns = namedDays(
      days.map(({ day }) => day),
      most,
    );
    const years = columns.map((day) => day.slice(0, 4));
    return {
      ...{ name, width, height, left, right, bottom, rows },
      clicks: steps(days, 'clicks', x, y),
      visitors: steps(days, 'visitors', x, y),
      columns: columns.map((day, index) => {
        const at = x(days.findIndex((one) => one.day === day));
        return {
          x: round(at),
          day,
          year: years[index] === years[index - 1] ? '' : years[index]!,
          anchor: at < left + 20 ? 'start' : at > right - 20 ? 'end' : 'middle',
        };
      }),
      labelX: left - 8,
      labelY: bottom + 18,
      yearY: bottom + 36,
    };
  });
}

type Scale = (value: number) => number;

/** A level line for each day, joined to the one before it. */
function steps(days: ChartDay[], metric: Metric, x: Scale, y: Scale): string {
  return days
    .map(({ figures }, index) => {
      const level = round(y(figures[metric]));
      const start = index > 0 ? `V${level}` : `M${round(x(index))},${level}`;
      return `${start}H${round(x(index + 1))}`;
    })
    .join('');
}

const isMonday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
const isMonth = (day: string) => day.endsWith('-01');

/** At most so many days to name: every day, else Mondays, else first days of months or of every few months. */
function namedDays(days: string[], most: number): string[] {
  const month = (day: string) => Number(day.slice(5, 7)) - 1;
  const boundaries = days.every(isMonday)
    ? [1, 2, 4, 8, 13, 26, 52].map((weeks) => everyWeeks(days, weeks))
    : [
        () => true,
        isMonday,
        ...[2, 4].map((weeks) => everyWeeks(days, weeks)),
        ...[1, 2, 3, 6, 12].map((months) => (day: string) => isMonth(day) && month(day) % months === 0),
      ];
  for (const isNamed of boundaries) {
    const named = days.filter(isNamed);
    if (named.length > 0 && named.length <= most) return named;
  }
  return [days[0]!];
}

function everyWeeks(days: string[], weeks: number) {
  const first = days.find(isMonday) ?? days[0]!;
  return (day: string) => isMonday(day) && daysBetween(first, day) % (7 * weeks) === 0;
}
