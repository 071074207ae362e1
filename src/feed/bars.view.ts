import { scaleBand } from 'd3-scale';
import { countAxis, round, type CountAxis } from '../platform/http/drawing.js';

/** In units of the drawing, which are pixels at its full width. */
const sides = { top: 24, right: 8, bottom: 24, left: 36 };
const height = 208;

/** One for each width of its place: scaled, its text would be too small. `labelledFigures`: every how many bars. */
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
  rows: CountAxis['rows'];
  labels: { x: number; text: string; anchor: 'middle' | 'end' }[];
  left: number;
  right: number;
  labelX: number;
  labelY: number;
}

/**
 * Draws counts as bars from zero, the last of them standing out, in two widths.
 */
export function drawBars(bars: Bar[]): BarChart[] {
  return drawings.map(({ name, width, labelledFigures }) => {
    const [left, right] = [sides.left, width - sides.right];
    const bottom = height - sides.bottom;
    const { y, rows } = countAxis(
      bars.map(({ value }) => value),
      { bottom, top: sides.top, ticks: 2 },
    );
    const x = scaleBand(
      bars.map((_, index) => index),
      [left, right],
    )
      .paddingInner(0.28)
      .paddingOuter(0.14);
    const middle = (index: number) => round(x(index)! + x.bandwidth() / 2);
    const last = bars.length - 1;
    return {
      ...{ name, width, height, left, right, rows },
      bars: bars.map(({ value }, index) => ({
        x: round(x(index)!),
        y: round(y(value)),
        width: round(x.bandwidth()),
        height: round(bottom - y(value)),
        middle: middle(index),
        isLast: index === last,
        figure: value > 0 && (last - index) % labelledFigures === 0 ? value : null,
      })),
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
