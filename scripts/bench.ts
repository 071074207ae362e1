import { parseArgs } from 'node:util';
import { conditions } from './bench/conditions.js';
import { benchLinks } from './bench/links.js';
import { benchPages } from './bench/pages.js';
import { benchRedirect } from './bench/redirect.js';
import { benchReports } from './bench/reports.js';
import { benchStore } from './bench/store.js';

const usage = `npm run bench -- store [--uri mongodb://…] [--documents 10000,100000] [--rounds 5]
    compares the embedded store with another engine
npm run bench -- redirect [--seconds 6] [--rounds 3]
    compares the redirect with a bare node:http and a bare Express server
npm run bench -- reports [--documents 10000,100000,1000000] [--rounds 20]
    asks for report pages while the clicks behind them become more
npm run bench -- links [--links 10000,4000000] [--minutes 10] [--visits 300]
    starts the product with so many stored links, or as many as are stored within the minutes, and asks for some;
    times are medians / 99 of 100, memory is that of the program / with what the system keeps of the data file
npm run bench -- pages
    opens the main pages of the sample organization in a slow Chromium`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    uri: { type: 'string' },
    documents: { type: 'string', default: '10000,100000' },
    rounds: { type: 'string' },
    links: { type: 'string', default: '10000,4000000' },
    minutes: { type: 'string', default: '10' },
    visits: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '6' },
  },
});
const sizes = values.documents.split(',').map(Number);
const rounds = (standard: number) => Number(values.rounds ?? standard);
const benches: Record<string, () => Promise<void>> = {
  store: () => benchStore({ sizes, rounds: rounds(5), otherUri: values.uri }),
  reports: () => benchReports({ sizes, rounds: rounds(20) }),
  links: () =>
    benchLinks({
      sizes: values.links.split(',').map(Number),
      minutes: Number(values.minutes),
      visits: Number(values.visits),
    }),
  pages: benchPages,
  redirect: () => benchRedirect({ rounds: rounds(3), seconds: Number(values.seconds) }),
};
const bench = benches[positionals.join(' ')];
if (bench && sizes.every((size) => size > 0)) {
  console.log(`${conditions()}\n`);
  await bench();
} else {
  console.error(usage);
  process.exitCode = 1;
}
