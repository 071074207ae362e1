import { setFailPoint } from '../../src/platform/data/fail-points.js';

/** Does this once, when the product reaches a fail point next: what another process may do at that moment. */
export function onceReached(point: string, action: () => unknown): void {
  setFailPoint(async (reached) => {
    if (reached !== point) return;
    setFailPoint(undefined);
    await action();
  });
}
