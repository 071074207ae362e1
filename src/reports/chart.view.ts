import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveMonotoneX, line } from 'd3-shape';

/** In units of the drawing; the stylesheet sizes the text for this width. */
const size = { width: 720, height: 280, top: 12, right: 12, bottom: 28, left: 44 };

export interface Chart {
  width: number;
  height: number;
  clicks: string;
  visitors: string;
  under: string;
  rows: { y: number; label: number }[];
  columns: { x: number; day: string; anchor: 'start' | 'middle' | 'end' }[];
  left: number;
  right: number;
  bottom: number;
  labelX: number;
  labelY: number;
}

/** A day in the chart; without figures the lines have a gap. */
export interface ChartDay {
  day: string;
  figures: { clicks: number; visitors: number } | null;
}

/** Draws two lines over the days of a period, clicks and visitors, as the paths and ticks of an SVG. */
export function drawChart(days: ChartDay[]): Chart {
  const at = (day: string) => new Date(`${day}T00:00:00Z`);
  const first = at(days[0]!.day);
  const last = at(days.at(-1)!.day);
  const most = Math.max(
    4,
    ...days.map(({ figures }) => Math.max(figures?.clicks ?? 0, figures?.visitors ?? 0)),
  );
  const left = size.left;
  const right = size.width - size.right;
  const bottom = size.height - size.bottom;
  const x = scaleUtc([first, last], days.length === 1 ? [(left + right) / 2, right] : [left, right]);
  const y = scaleLinear([0, most], [bottom, size.top]).nice(4);
  const isShown = ({ figures }: ChartDay) => figures !== null;
  const height = (metric: 'clicks' | 'visitors') => (d: ChartDay) => y(d.figures?.[metric] ?? 0);
  const trace = (metric: 'clicks' | 'visitors') =>
    line<ChartDay>((d) => x(at(d.day)), height(metric))
      .defined(isShown)
      .curve(curveMonotoneX)
      .digits(1)(days) ?? '';
  const ticks = columnDays(days.map(({ day }) => day));
  return {
    width: size.width,
    height: size.height,
    clicks: trace('clicks'),
    visitors: trace('visitors'),
    under:
      area<ChartDay>((d) => x(at(d.day)), bottom, height('clicks'))
        .defined(isShown)
        .curve(curveMonotoneX)
        .digits(1)(days) ?? '',
    rows: y
      .ticks(4)
      .filter(Number.isInteger)
      .map((value) => ({ y: round(y(value)), label: value })),
    columns: ticks.map((day, index) => ({
      x: round(x(at(day))),
      day,
      anchor: index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle',
    })),
    left,
    right,
    bottom,
    labelX: left - 8,
    labelY: size.height - 8,
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

/** At most five days to label under the axis, evenly spaced, including the first and the last. */
function columnDays(days: string[]): string[] {
  const count = Math.min(5, days.length);
  if (count === 1) return days;
  return Array.from({ length: count }, (_, i) => days[Math.round((i * (days.length - 1)) / (count - 1))]!);
}
