import { area, curveMonotoneX, line } from 'd3-shape';

/** In units of the drawing. `edge` leaves room for the width of the line at the top and bottom. */
const size = { width: 162, height: 40, edge: 2 };

export interface Sparkline {
  width: number;
  height: number;
  line: string;
  under: string;
}

/**
 * A row of numbers as a line without axes. With fewer than four as the highest number, the line does not reach the
 * top, so that few look few.
 */
export function drawSparkline(numbers: number[]): Sparkline {
  const { width, height, edge } = size;
  const most = Math.max(4, ...numbers);
  const x = (_: number, index: number) => edge + (index / (numbers.length - 1)) * (width - 2 * edge);
  const y = (value: number) => height - edge - (value / most) * (height - 2 * edge);
  return {
    width,
    height,
    line: line(x, y).curve(curveMonotoneX).digits(1)(numbers) ?? '',
    under: area(x, height, y).curve(curveMonotoneX).digits(1)(numbers) ?? '',
  };
}
