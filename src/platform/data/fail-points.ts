let onReach: ((point: string) => void | Promise<void>) | undefined;

/** Tests pass a function that ends the process, waits or throws at a named point; undefined ends that. */
export function setFailPoint(hook: typeof onReach): void {
  onReach = hook;
}

/** Marks a step after which a process may be killed. Does nothing unless a test set a fail point. */
export const reach = (point: string): void | Promise<void> => onReach?.(point);
