import { lamp } from '../palette.js';
import type { Scene } from '../scene.js';
import { path, polygon, rectangle, short } from '../shapes.js';

/** A ferry with two decks, between 300 and 880. */
export function drawFerry({ horizon, palette, random, hour }: Scene): string {
  const { dark, white, tones } = palette;
  const x = random.between(320, 392);
  const y = horizon + 50;
  const pane = hour === 'night' ? tones[2]! : tones[3]!;
  const lit = random.below(3);
  const lower = Array.from({ length: 9 }, (_, index) =>
    rectangle((index + lit) % 3 ? pane : lamp, [x + 62 + index * 41, y - 31, 27, 16], { r: 4 }),
  );
  const upper = Array.from({ length: 4 }, (_, index) =>
    rectangle(hour === 'night' ? lamp : tones[2]!, [x + 140 + index * 44, y - 71, 30, 14], { r: 4 }),
  );
  const at = (px: number, py: number) => `${short(x + px)} ${short(y + py)}`;
  return [
    // Funnel and mast
    rectangle(dark, [x + 222, y - 126, 46, 44], { r: 7 }),
    rectangle(lamp, [x + 222, y - 112, 46, 7]),
    rectangle(dark, [x + 297, y - 140, 8, 60]),
    rectangle(dark, [x + 277, y - 142, 48, 7], { r: 3 }),
    rectangle(dark, [x + 288, y - 124, 26, 6], { r: 3 }),
    // Decks
    path(white, `M${at(118, -42)}V${short(y - 78)}q0 -8 8 -8H${short(x + 332)}q7 0 9 6L${at(352, -42)}Z`),
    rectangle(white, [x + 38, y - 46, 416, 48], { r: 8 }),
    ...upper,
    ...lower,
    // Hull
    polygon(dark, [
      [x, y],
      [x + 490, y],
      [x + 462, y + 62],
      [x + 32, y + 62],
    ]),
    rectangle(lamp, [x + 16, y + 12, 456, 6], { r: 3 }),
  ].join('');
}
