import { cream } from './palette.js';
import type { Scene } from './scene.js';
import { below, rectangle, wave } from './shapes.js';

const layers = [
  { depth: 2, amplitude: 3, length: 420 },
  { depth: 46, amplitude: 6, length: 535 },
  { depth: 112, amplitude: 11, length: 650 },
  { depth: 166, amplitude: 15, length: 765 },
  { depth: 226, amplitude: 18, length: 880 },
];

/** One of five layers, from the horizon (0) to the viewer. */
export function drawSea({ palette, phases, horizon }: Scene, layer: number): string {
  const { depth, ...shape } = layers[layer]!;
  return below(palette.sea[layer]!, wave(horizon + depth, { ...shape, phases: phases[3 + layer]! }));
}

/** Five bars of light under the disc, each shorter and fainter. */
export function drawReflection({ disc, horizon }: Scene): string {
  return [0, 1, 2, 3, 4]
    .map((index) => {
      const length = 150 - 22 * index;
      const opacity = (0.85 - 0.13 * index).toFixed(2);
      const x = disc.x - length / 2 + (index % 2 ? 9 : -5);
      return rectangle(cream, [x, horizon + 13 + 17 * index, length, 5], {
        r: 2.5,
        more: `opacity="${opacity}"`,
      });
    })
    .join('');
}
