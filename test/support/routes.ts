import type { App } from '../../src/app.js';

export interface AppRoute {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head';
  path: string;
  /** What its first handler says of who may use it; undefined when that is no guard. */
  action: string | undefined;
}

interface Layer {
  route?: {
    path: string | string[];
    methods: Record<string, boolean>;
    stack: { handle: { action?: string } }[];
  };
  handle?: { stack?: Layer[] };
}

/** Every route of the application, read from the routers themselves: all are mounted at `/`. */
export function routesOf(app: App): AppRoute[] {
  const walk = (layers: Layer[]): AppRoute[] =>
    layers.flatMap(({ route, handle }) => {
      if (!route) return walk(handle?.stack ?? []);
      // `router.all` answers every method; these two stand for them.
      const methods = route.methods._all ? ['get', 'post'] : Object.keys(route.methods);
      return methods.flatMap((method) =>
        [route.path].flat().map((path) => ({
          method: method as AppRoute['method'],
          path,
          action: route.stack[0]?.handle.action,
        })),
      );
    });
  return walk((app.express.router as unknown as { stack: Layer[] }).stack);
}

/** An address of the route, with made-up names and ids. */
export function madeUpAddress(path: string): string {
  return path
    .replace(/[{}]/g, '')
    .replace(/[:*](\w+)/g, (_all, name: string) =>
      /id$/i.test(name) ? '0123456789abcdef01234567' : 'made-up',
    );
}
