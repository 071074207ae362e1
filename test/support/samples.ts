/**
 * How often a test repeats what it samples: so many times, and with `SAMPLES=many`, as in the nightly run, five times as
 * many or `atNight`.
 */
export const samples = (times: number, atNight = 5 * times): number =>
  process.env.SAMPLES === 'many' ? atNight : times;
