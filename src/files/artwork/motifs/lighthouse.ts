import { cream, lamp } from '../palette.js';
import type { Scene } from '../scene.js';
import { path, polygon, rectangle, short, width } from '../shapes.js';

const bands = 5;

/** A lighthouse on a rock, whose beam goes over the headland. */
export function drawLighthouse({ horizon, palette, side, random, hour }: Scene): string {
  const { dark, tones, white } = palette;
  const x = side === 'left' ? random.between(520, 660) : random.between(540, 680);
  const foot = horizon + 72;
  const top = foot - 186;
  const half = (share: number) => 31 + 20 * share;
  const stripe = (index: number) => {
    const [upper, lower] = [index / bands, (index + 1) / bands];
    const [y1, y2] = [top + 186 * upper, top + 186 * lower + 0.5];
    return polygon(index % 2 ? tones[3]! : hour === 'night' ? tones[5]! : white, [
      [x - half(upper), y1],
      [x + half(upper), y1],
      [x + half(lower), y2],
      [x - half(lower), y2],
    ]);
  };
  const isDay = hour === 'dawn' || hour === 'noon';
  const far = side === 'left' ? width : 0;
  const at = (px: number, py: number) => `${short(x + px)} ${short(py)}`;
  return [
    `<path fill="${isDay ? cream : lamp}" opacity="${isDay ? '.5' : '.36'}" d="M${at(0, top - 26)}L${far} ${short(top - 150)}V${short(top + 62)}Z"/>`,
    ...Array.from({ length: bands }, (_, index) => stripe(index)),
    rectangle(dark, [x - 41, top - 8, 82, 11], { r: 3 }),
    rectangle(lamp, [x - 25, top - 44, 50, 36]),
    rectangle(dark, [x - 3, top - 44, 6, 36]),
    path(
      dark,
      `M${at(-31, top - 42)}Q${at(-26, top - 62)} ${at(-4, top - 64)}V${short(top - 76)}h8V${short(top - 64)}Q${at(26, top - 62)} ${at(31, top - 42)}Z`,
    ),
    path(
      dark,
      `M${at(-184, foot + 48)}C${at(-150, foot + 22)} ${at(-112, foot + 14)} ${at(-74, foot - 2)}S${at(56, foot - 10)} ${at(92, foot + 8)}S${at(160, foot + 30)} ${at(198, foot + 48)}Z`,
    ),
  ].join('');
}
