import type { MotifName } from '../topic-colours.js';
import type { Scene } from '../scene.js';
import { drawContainers } from './containers.js';
import { drawFerry } from './ferry.js';
import { drawHouses } from './houses.js';
import { drawLighthouse } from './lighthouse.js';
import { drawRail } from './rail.js';
import { drawTurbines } from './turbines.js';

const onWater: Partial<Record<MotifName, (scene: Scene) => string>> = {
  ferry: drawFerry,
  lighthouse: drawLighthouse,
  containers: drawContainers,
  houses: drawHouses,
  turbines: drawTurbines,
};

const nothing = () => '';

/** What stands or swims between the second and the third layer of the sea. */
export const drawOnWater = (scene: Scene): string =>
  ((scene.motif && onWater[scene.motif]) ?? nothing)(scene);

/** What the sea is seen from: a rail, or the wall round a porthole. */
export const drawInFront = (scene: Scene): string => (scene.motif === 'rail' ? drawRail(scene) : '');
