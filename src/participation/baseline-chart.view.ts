import { scaleBand } from 'd3-scale';
import { countAxis, round } from '../platform/http/drawing.js';

/** In units of the drawing, which are pixels at its full width. */
const sides = { top: 24, right: 8, left: 44 };
const barsBottom = 190;
const flows = { middle: 282, most: 36, few: 7 };
const heights = { withFlows: 326, without: 240 };

/** One for each width of its place: scaled, its text would be too small. `every`: which bars have a figure and a name. */
const drawings = [
  { name: 'wide', width: 760, every: 1 },
  { name: 'narrow', width: 324, every: 3 },
] as const;

/** So few months have room for a figure and a name each, however narrow the drawing. */
const fewMonths = 5;

export interface ChartMonth {
  /** Null: too few people to show a number. */
  regulars: number | null;
  /** Null: too few; undefined: there is no month before. */
  joined: number | null | undefined;
  left: number | null | undefined;
  name: string;
  /** Under the first month of each year. */
  year: string;
}

/**
 * Draws the regulars of each month as bars from zero, and below them who joined and who left. What has too few people is
 * drawn dashed, at a height that says nothing.
 */
export function drawBaseline(months: ChartMonth[]) {
  return drawings.map(({ name, width, every: usually }) => {
    const every = months.length <= fewMonths ? 1 : usually;
    const [left, right] = [sides.left, width - sides.right];
    const { y, rows } = countAxis(
      months.map(({ regulars }) => regulars ?? 0),
      { bottom: barsBottom, top: sides.top, ticks: 2 },
    );
    const x = scaleBand(
      months.map((_, index) => index),
      [left, right],
    )
      .paddingInner(0.32)
      .paddingOuter(0.1);
    const [last, barWidth] = [months.length - 1, Math.min(x.bandwidth(), 64)];
    const middle = (index: number) => round(x(index)! + x.bandwidth() / 2);
    const most = Math.max(1, ...months.flatMap(({ joined, left: lost }) => [joined ?? 0, lost ?? 0]));
    const flowHeight = (count: number | null) =>
      count === null ? flows.few : round((count / most) * flows.most);
    const boxes = months.flatMap(({ joined, left: lost }, index) => {
      const box = { x: round(middle(index) - barWidth / 2), width: round(barWidth) };
      return [
        ...(joined === undefined
          ? []
          : [{ ...box, ...boxOf(joined, flowHeight(joined), 'in'), y: flows.middle - flowHeight(joined) }]),
        ...(lost === undefined ? [] : [{ ...box, ...boxOf(lost, flowHeight(lost), 'out'), y: flows.middle }]),
      ].filter((one) => one.height > 0);
    });
    return {
      ...{ name, width, left, right, rows },
      height: boxes.length ? heights.withFlows : heights.without,
      bars: months.map(({ regulars }, index) => ({
        x: round(middle(index) - barWidth / 2),
        y: regulars === null ? barsBottom - flows.few : round(y(regulars)),
        width: round(barWidth),
        height: regulars === null ? flows.few : round(barsBottom - y(regulars)),
        middle: middle(index),
        isLast: index === last,
        isFew: regulars === null,
        figure: regulars !== null && (last - index) % every === 0 ? regulars : null,
      })),
      labels: months.flatMap(({ name: text, year }, index) =>
        (last - index) % every === 0 || (index === 0 && every === 1)
          ? [{ x: middle(index), text, year, isLast: index === last }]
          : [],
      ),
      boxes,
      hasFlows: boxes.length > 0,
      flowsY: flows.middle,
      inY: flows.middle - 8,
      outY: flows.middle + 18,
      labelX: left - 8,
      labelY: barsBottom + 18,
      yearY: barsBottom + 36,
    };
  });
}

const boxOf = (count: number | null, boxHeight: number, kind: 'in' | 'out') => ({
  height: boxHeight,
  kind,
  isFew: count === null,
});
