/**
 * How often a test repeats what it samples: all times by default, a fifth with `SAMPLES=few`, which is enough to see that
 * the code runs on a second release of Node.
 */
export const samples = (all: number): number => (process.env.SAMPLES === 'few' ? Math.ceil(all / 5) : all);
