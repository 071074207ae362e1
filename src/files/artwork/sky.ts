import { cream } from './palette.js';
import type { Scene } from './scene.js';
import { below, circle, height, lines, path, rectangle, short, wave, width } from './shapes.js';

/** Where the bands of the sky end, as shares of the way to the horizon. */
const edges = [0.26, 0.5, 0.76];

/** Four bands with wavy edges, the disc, and stars or gulls. */
export function drawSky(scene: Scene): string {
  const { palette, phases, horizon, random, disc } = scene;
  const bands = edges.map((share, index) => {
    const shape = {
      amplitude: random.between(6, 15),
      length: random.between(900, 1700),
      phases: phases[index]!,
    };
    return below(palette.sky[index + 1]!, wave(share * horizon, shape), horizon + 20);
  });
  return [
    rectangle(palette.sky[0]!, [0, 0, width, height]),
    ...bands,
    ...(scene.hour === 'night' ? stars(scene) : []),
    circle(palette.disc, [disc.x, disc.y], disc.r),
    ...(scene.hour === 'night' ? [] : [gulls(scene)]),
  ].join('');
}

/** Nine, each in a part of the sky of its own and none before the moon. */
function stars({ random, disc }: Scene): string[] {
  return Array.from({ length: 9 }, (_, index) => {
    const x = ((index + random.between(0.1, 0.9)) * width) / 9;
    const y = random.between(18, 190);
    const r = random.below(3) ? 2.6 : 4;
    return Math.hypot(x - disc.x, y - disc.y) < disc.r + 24 ? '' : circle(cream, [x, y], r);
  });
}

/** Two or three, on the side without the disc, and none where cranes, turbines or a wall are. */
function gulls({ random, side, motif, palette, isRound }: Scene): string {
  const count = 2 + random.below(2);
  const x = side === 'left' ? random.between(800, 960) : random.between(150, 290);
  const y = random.between(112, 138);
  const places = [
    [0, 0, 1],
    [104, 38, 0.9],
    [168, 2, 0.75],
  ].slice(0, count);
  if (isRound || motif === 'containers' || motif === 'turbines') return '';
  const wings = places.map(([dx, dy, size]) => {
    const at = (px: number, py: number) => `${short(x + dx! + px * size!)} ${short(y + dy! + py * size!)}`;
    return `M${at(-24, 6)}Q${at(-13, -10)} ${at(0, 4)}Q${at(13, -10)} ${at(24, 6)}`;
  });
  return lines(palette.gulls, 5, wings.join(''));
}

/** A hill of 560 on the side without the disc, which falls to the sea. */
export function drawHeadland({ side, horizon, palette, random }: Scene): string {
  const top = horizon - random.between(78, 112);
  const at = (x: number, y: number) => `${short(side === 'left' ? width - x : x)} ${short(y)}`;
  const foot = horizon + 8;
  return path(
    palette.headland,
    `M${at(0, foot)}L${at(0, top)}C${at(150, top + 4)} ${at(220, top + 26)} ${at(310, horizon - 44)}S${at(430, horizon - 4)} ${at(560, foot)}Z`,
  );
}
