import { buoy, cream } from '../palette.js';
import type { Scene } from '../scene.js';
import { circle, height, path, rectangle, short, width } from '../shapes.js';

const white = '#fff8ea';

/** The view from on board: over a rail with a lifebuoy, or through a porthole. */
export const drawRail = (scene: Scene): string => (scene.isRound ? porthole(scene) : rail(scene));

function rail({ random }: Scene): string {
  const [gap, top] = [253, 420];
  const first = random.between(60, 130);
  const posts = [0, 1, 2, 3, 4].map((index) => first + index * gap);
  const hung = [posts[1]!, posts[2]!, posts[3]!].filter((x) => x > 350 && x < 850);
  return [
    ...[482, 537, 592].map((y) => rectangle(cream, [0, y, width, 7])),
    ...posts.map((x) => rectangle(cream, [x - 6, top, 12, height - top])),
    rectangle(cream, [0, top, width, 18]),
    lifebuoy(hung[random.below(hung.length)]!, 518),
  ].join('');
}

function lifebuoy(x: number, y: number): string {
  const [outer, inner] = [88, 48];
  const ring = (r: number) =>
    `M${short(x - r)} ${short(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const segment = (turn: number) => {
    const at = (r: number, angle: number) => {
      const radians = ((turn + angle) * Math.PI) / 180;
      return `${short(x + r * Math.sin(radians))} ${short(y - r * Math.cos(radians))}`;
    };
    return `M${at(outer, -20)}A${outer} ${outer} 0 0 1 ${at(outer, 20)}L${at(inner, 20)}A${inner} ${inner} 0 0 0 ${at(inner, -20)}Z`;
  };
  return [
    `<path fill="${white}" fill-rule="evenodd" d="${ring(outer)}${ring(inner)}"/>`,
    path(buoy, [0, 90, 180, 270].map(segment).join('')),
  ].join('');
}

function porthole({ palette, hour }: Scene): string {
  const [x, y] = [width / 2, height / 2];
  const [inner, outer] = [244, 276];
  const { tones } = palette;
  const wall = hour === 'night' ? tones[0]! : tones[1]!;
  const round = (r: number) =>
    `M${short(x - r)} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  const bolts = Array.from({ length: 8 }, (_, index) => {
    const angle = ((index + 0.5) * Math.PI) / 4;
    return circle(wall, [x + 260 * Math.cos(angle), y + 260 * Math.sin(angle)], 6);
  });
  return [
    `<path fill="${wall}" fill-rule="evenodd" d="M0 0H${width}V${height}H0Z${round(inner)}"/>`,
    `<path fill="${tones[5]!}" fill-rule="evenodd" d="${round(outer)}${round(inner)}"/>`,
    ...bolts,
  ].join('');
}
