import { sumOf } from '../../../platform/data/sums.js';
import { cream, lamp } from '../palette.js';
import type { Scene } from '../scene.js';
import { polygon, rectangle } from '../shapes.js';

const widths = [70, 88, 96, 94, 80, 94, 76];

/** Seven gabled houses on a quay that stands on piles. */
export function drawHouses({ horizon, palette, random }: Scene): string {
  const { tones, dark } = palette;
  const quay = horizon + 74;
  const total = sumOf(widths);
  const start = random.between(272, 296);
  const walls = [4, 6, 2, 5, 3].map((tone) => tones[tone]!);
  const turn = random.below(walls.length);
  const paints = [...walls.slice(turn), ...walls.slice(0, turn)];
  // Not at an end of the row, where the sun may stand behind them.
  const light = random.below(2) ? [cream, lamp] : [lamp, cream];
  paints.splice(1 + random.below(2), 0, light[0]!);
  paints.splice(4 + random.below(2), 0, light[1]!);
  let x = start + 16;
  const houses = widths.map((wide, index) => {
    const left = x;
    x += wide + 2;
    const tall = random.between(124, 178) - (index % 6 ? 0 : 18);
    const eaves = quay - tall;
    const paint = paints[index]!;
    const front = polygon(paint, [
      [left, quay],
      [left, eaves],
      [left + wide / 2, eaves - wide * random.between(0.42, 0.56)],
      [left + wide, eaves],
      [left + wide, quay],
    ]);
    const panes = rowsOf(tall).flatMap((y) =>
      [0.27, 0.73].map((share) => {
        const isLit = random.below(5) < 2;
        const glow = paint === lamp || paint === cream ? tones[3]! : lamp;
        return rectangle(
          isLit ? glow : paint === tones[2] ? tones[0]! : tones[1]!,
          [left + wide * share - 10, quay - y, 20, 25],
          { r: 2 },
        );
      }),
    );
    return front + panes.join('');
  });
  const length = total + 2 * widths.length + 30;
  const piles = [0.03, 0.22, 0.4, 0.6, 0.79, 0.955].map((share) =>
    rectangle(dark, [start + share * length, quay + 16, 13, random.between(34, 60)]),
  );
  return [...piles, ...houses, rectangle(dark, [start, quay - 1, length, 21], { r: 2 })].join('');
}

/** How far above the quay windows begin: two rows, three in a tall house. */
const rowsOf = (tall: number): number[] => [58, 104, 150].filter((y) => y < tall + 4);
