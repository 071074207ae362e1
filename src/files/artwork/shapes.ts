export const width = 1200;
export const height = 628;

type Point = readonly [x: number, y: number];

/** A number as short as it can be written without being seen to move. */
export const short = (value: number): string => String(Math.round(value * 10) / 10);

const pairs = (points: readonly Point[]) => points.map(([x, y]) => `${short(x)} ${short(y)}`).join(' ');

export const polygon = (fill: string, points: readonly Point[]): string =>
  `<path fill="${fill}" d="M${pairs(points)}Z"/>`;

export const path = (fill: string, d: string): string => `<path fill="${fill}" d="${d}"/>`;

/** `more` are further attributes, such as an opacity. */
export const rectangle = (
  fill: string,
  [x, y, w, h]: readonly [x: number, y: number, w: number, h: number],
  { r = 0, more = '' } = {},
): string =>
  `<rect x="${short(x)}" y="${short(y)}" width="${short(w)}" height="${short(h)}"${r ? ` rx="${r}"` : ''} fill="${fill}"${more && ` ${more}`}/>`;

export const circle = (fill: string, [x, y]: Point, r: number): string =>
  `<circle cx="${short(x)}" cy="${short(y)}" r="${short(r)}" fill="${fill}"/>`;

/** Open lines; the only strokes in a picture. */
export const lines = (stroke: string, thickness: number, d: string): string =>
  `<path fill="none" stroke="${stroke}" stroke-width="${thickness}" stroke-linecap="round" d="${d}"/>`;

const step = 20;

/** A wavy edge from left to right, as points. */
export function wave(
  level: number,
  { amplitude, length, phases }: { amplitude: number; length: number; phases: Point },
): Point[] {
  return Array.from({ length: width / step + 1 }, (_, index) => {
    const x = index * step;
    const turn = 2 * Math.PI * x;
    const main = amplitude * Math.sin(turn / length + phases[0]);
    const second = 0.35 * amplitude * Math.sin(turn / (0.43 * length) + phases[1]);
    return [x, level + main + second] as const;
  });
}

/** Everything below an edge. */
export const below = (fill: string, edge: readonly Point[], bottom = height): string =>
  polygon(fill, [...edge, [width, bottom], [0, bottom]]);
