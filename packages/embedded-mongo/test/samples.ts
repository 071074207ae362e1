/** How often a test repeats what it samples: so many times, and with `SAMPLES=many`, as in the nightly run, five times as many. */
export const samples = (times: number): number => (process.env.SAMPLES === 'many' ? 5 * times : times);
