import { scaleBand, scaleLinear } from 'd3-scale';

/** In units of the drawing, which are pixels at its full width: text in it keeps its size. */
const sides = { top: 24, right: 8, bottom: 24, left: 36 };
const height = 208;

/** One drawing for wide and one for narrow windows, because scaling would make the text too small to read. */
const drawings = [
  { name: 'medium', width: 520, labelledFigures: 1 },
  { name: 'narrow', width: 324, labelledFigures: 3 },
] as const;

export interface Bar {
  value: number;
  /** Stands under the bar; empty for most of them. */
  label: string;
}

export interface BarChart {
  name: string;
  width: number;
  height: number;
  bars: {
    x: number;
    y: number;
    width: number;
    height: number;
    middle: number;
    isLast: boolean;
    figure: number | null;
  }[];
  rows: { y: number; label: number; textY: number }[];
  labels: { x: number; text: string; anchor: 'middle' | 'end' }[];
  left: number;
  right: number;
  labelX: number;
  labelY: number;
}

/**
 * Draws counts as bars from zero, the last of them standing out, in two widths. With at most four as the highest
 * count the bars stay low, so that few look few.
 */
export function drawBars(bars: Bar[]): BarChart[] {
  return drawings.map(({ name, width, labelledFigures }) => {
    const [left, right] = [sides.left, width - sides.right];
    const bottom = height - sides.bottom;
    const most = Math.max(4, ...bars.map(({ value }) => value));
    const y = scaleLinear([0, most], [bottom, sides.top]);
    const x = scaleBand(
      bars.map((_, index) => index),
      [left, right],
    )
      .paddingInner(0.28)
      .paddingOuter(0.14);
    const middle = (index: number) => round(x(index)! + x.bandwidth() / 2);
    const last = bars.length - 1;
    return {
      ...{ name, width, height, left, right },
      bars: bars.map(({ value }, index) => ({
        x: round(x(index)!),
        y: round(y(value)),
        width: round(x.bandwidth()),
        height: round(bottom - y(value)),
        middle: middle(index),
        isLast: index === last,
        figure: value > 0 && (last - index) % labelledFigures === 0 ? value : null,
      })),
      rows: y.ticks(2).map((value) => ({ y: round(y(value)), textY: round(y(value)) + 4, label: value })),
      labels: bars.flatMap(({ label }, index) =>
        label
          ? [
              {
                x: index === last ? right : middle(index),
                text: label,
                anchor: index === last ? 'end' : 'middle',
              },
            ]
          : [],
      ),
      labelX: left - 8,
      labelY: height - 6,
    };
  });
}

const round = (value: number) => Math.round(value * 10) / 10;
