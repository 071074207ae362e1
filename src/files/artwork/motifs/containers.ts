import { cream, lamp } from '../palette.js';
import type { Scene } from '../scene.js';
import { lines, polygon, rectangle, short, width } from '../shapes.js';

const [boxWidth, boxHeight, gap] = [90, 44, 3];

/** A ship with containers, and a crane that brings one more. */
export function drawContainers(scene: Scene): string {
  const { horizon, palette, random, side } = scene;
  const x = random.between(276, 300);
  const deck = horizon + 70;
  const parts = [
    crane(scene, x + 545, deck),
    ...stack(scene, x + 36, deck),
    polygon(palette.dark, [
      [x, deck],
      [x + 628, deck],
      [x + 596, deck + 50],
      [x + 26, deck + 50],
    ]),
    rectangle(palette.tones[4]!, [x + 14, deck + 11, 600, 5], { r: 2.5 }),
  ].join('');
  // The crane stands on the side without the disc.
  return side === 'left' ? parts : `<g transform="translate(${width} 0) scale(-1 1)">${parts}</g>`;
}

/** Five, four and two containers, each row a little in from the one below. */
function stack({ palette, random }: Scene, x: number, deck: number): string[] {
  const { tones } = palette;
  const paints = [tones[2]!, tones[3]!, tones[4]!, tones[5]!, tones[6]!, lamp, cream];
  let last = -1;
  const box = (left: number, top: number) => {
    const next = random.below(paints.length - 1);
    last = next >= last ? next + 1 : next;
    const grooves = [1, 2, 3, 4, 5, 6, 7]
      .map((index) => `M${short(left + index * 11.25)} ${short(top + 9)}v${boxHeight - 18}`)
      .join('');
    return [
      rectangle(paints[last]!, [left, top, boxWidth - gap, boxHeight], { r: 2 }),
      `<path fill="none" stroke="${palette.dark}" stroke-width="2.5" opacity=".22" d="${grooves}"/>`,
    ].join('');
  };
  return [5, 4, 2].flatMap((count, row) =>
    Array.from({ length: count }, (_, index) =>
      box(x + row * 9 + index * boxWidth, deck - (row + 1) * (boxHeight + 2)),
    ),
  );
}

function crane({ palette, random }: Scene, x: number, deck: number): string {
  const [boom, apex] = [148, 92];
  const { dark } = palette;
  const hook = x - random.between(170, 250);
  return [
    lines(
      dark,
      10,
      `M${short(x)} ${deck}V${boom}L${short(x + 28)} ${apex}L${short(x + 56)} ${boom}V${deck}M${short(x - 284)} ${boom}H${short(x + 130)}M${short(x + 28)} ${apex}L${short(x - 250)} ${boom - 4}M${short(x + 28)} ${apex}L${short(x + 122)} ${boom - 2}`,
    ),
    lines(
      dark,
      6,
      `M${short(x)} ${boom + 90}L${short(x + 56)} ${boom + 190}M${short(x + 56)} ${boom + 90}L${short(x)} ${boom + 190}`,
    ),
    lines(
      dark,
      3.5,
      `M${short(hook)} ${boom}V238M${short(hook)} 218L${short(hook - 30)} 240M${short(hook)} 218L${short(hook + 30)} 240`,
    ),
    rectangle(lamp, [hook - 42, 239, 84, 40], { r: 2 }),
  ].join('');
}
