import { scaleLinear, type ScaleLinear } from 'd3-scale';

/** A number with one decimal, which is enough for a drawing. */
export const round = (value: number): number => Math.round(value * 10) / 10;

export interface CountAxis {
  y: ScaleLinear<number, number>;
  /** The lines of the grid, each with its count and the baseline of that text. */
  rows: { y: number; textY: number; label: number }[];
}

/**
 * The vertical axis of a drawing of counts, from zero at `bottom` to the highest at `top`, in units of the drawing.
 * With at most four as the highest count nothing reaches the top, so that few look few.
 */
export function countAxis(
  counts: number[],
  { bottom, top, ticks }: { bottom: number; top: number; ticks: number },
): CountAxis {
  const y = scaleLinear([0, Math.max(4, ...counts)], [bottom, top]);
  const rows = y
    .ticks(ticks)
    .filter(Number.isInteger)
    .map((label) => ({ y: round(y(label)), textY: round(y(label)) + 4, label }));
  return { y, rows };
}
