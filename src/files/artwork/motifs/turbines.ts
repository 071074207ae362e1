import type { Scene } from '../scene.js';
import { circle, path, polygon, short } from '../shapes.js';

const white = '#fff9ec';

/** Three wind turbines, the nearest tallest, and two porpoises. */
export function drawTurbines(scene: Scene): string {
  const { horizon, palette, random, side } = scene;
  const base = horizon + 54;
  const start = side === 'left' ? random.between(560, 600) : random.between(300, 340);
  const turbines = [
    { dx: 0, tall: 220, blade: 128 },
    { dx: 176, tall: 172, blade: 96 },
    { dx: 304, tall: 126, blade: 70 },
  ].map(({ dx, tall, blade }) => {
    const x = side === 'left' ? start + 300 - dx : start + dx;
    return turbine(x, base, { tall, blade, turn: random.between(0, 120), hub: palette.dark });
  });
  const near = random.between(280, 430);
  return [
    ...turbines,
    porpoise(palette.dark, near, horizon + 128, 1),
    porpoise(palette.dark, near + 272, horizon + 126, 0.66),
  ].join('');
}

function turbine(
  x: number,
  base: number,
  { tall, blade, turn, hub }: { tall: number; blade: number; turn: number; hub: string },
): string {
  const y = base - tall;
  const blades = [0, 120, 240].map((angle) => {
    const radians = ((turn + angle) * Math.PI) / 180;
    const at = (along: number, across: number) =>
      [
        x + along * Math.cos(radians) - across * Math.sin(radians),
        y + along * Math.sin(radians) + across * Math.cos(radians),
      ] as const;
    const w = blade / 18;
    return polygon(white, [at(0, -w / 2), at(blade * 0.22, -w), at(blade, 0), at(0, w / 2)]);
  });
  return [
    polygon(white, [
      [x - 2.5, y],
      [x + 2.5, y],
      [x + 5.5, base],
      [x - 5.5, base],
    ]),
    ...blades,
    circle(hub, [x, y], blade / 15),
  ].join('');
}

/** The back of a porpoise with its fin. */
function porpoise(fill: string, x: number, y: number, size: number): string {
  const at = (px: number, py: number) => `${short(x + px * size)} ${short(y + py * size)}`;
  return path(
    fill,
    `M${at(-10, 16)}C${at(24, -20)} ${at(66, -46)} ${at(112, -50)}C${at(124, -58)} ${at(136, -74)} ${at(156, -82)}C${at(150, -66)} ${at(152, -54)} ${at(160, -44)}C${at(196, -34)} ${at(230, -10)} ${at(254, 16)}Z`,
  );
}
