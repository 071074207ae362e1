import { connectOther, startEmbedded, type Engine } from './engines.js';
import { median } from './median.js';
import { clicksOf, load, rateOf, workloads } from './workloads.js';

interface Options {
  /** Numbers of documents. */
  sizes: number[];
  rounds: number;
  /** Another running engine to compare with. */
  otherUri?: string | undefined;
}

type Row = [name: string, unit: string, ...figures: (number | undefined)[]];

/**
 * Measures the embedded store and optionally another engine, through the same driver and in the same rounds, in
 * alternating order. Prints a Markdown table of medians for each size.
 */
export async function benchStore({ sizes, rounds, otherUri }: Options): Promise<void> {
  for (const documents of sizes) {
    const engines = [await startEmbedded(), ...(otherUri ? [await connectOther(otherUri)] : [])];
    try {
      const rows = await measure(engines, documents, rounds);
      console.log(`\n${documents.toLocaleString('en')} documents, medians of ${rounds} rounds\n`);
      console.log(tableOf(rows, engines.length > 1));
    } finally {
      for (const engine of engines) await engine.close();
    }
  }
}

async function measure(engines: Engine[], documents: number, rounds: number): Promise<Row[]> {
  for (const { db, name } of engines) {
    console.error(`loading ${documents} documents: ${name}`);
    await load(db, documents);
  }
  const rows: Row[] = [];
  for (const workload of workloads) {
    console.error(workload.name);
    const rates = new Map(engines.map((engine) => [engine, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 ? [...engines].reverse() : engines;
      for (const engine of order) {
        const from = round * workload.operations;
        rates.get(engine)!.push(await rateOf(workload, clicksOf(engine.db), documents, from));
      }
    }
    rows.push([workload.name, 'per second', ...engines.map((engine) => median(rates.get(engine)!))]);
  }
  const figures = (of: (engine: Engine) => Promise<number | undefined>) => Promise.all(engines.map(of));
  return [
    ...rows,
    ['Start', 'ms', ...engines.map(({ startMs }) => startMs)],
    ['Memory', 'MB', ...(await figures((engine) => engine.memory()))],
    ['Disk', 'MB', ...(await figures((engine) => engine.disk()))],
  ];
}

/** The ratio says how many times faster (or smaller) the embedded store is. */
function tableOf(rows: Row[], compared: boolean): string {
  const head = ['', '', 'Embedded', ...(compared ? ['Other', 'Ratio'] : [])];
  const lines = rows.map(([name, unit, embedded, other]) => [
    name,
    unit,
    number(embedded),
    ...(compared ? [number(other), ratio(unit, embedded, other)] : []),
  ]);
  const rule = head.map((_, i) => (i < 2 ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function number(value: number | undefined): string {
  if (value === undefined) return '–';
  return value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');
}

function ratio(unit: string, embedded: number | undefined, other: number | undefined): string {
  if (embedded === undefined || other === undefined) return '';
  return (unit === 'per second' ? embedded / other : other / embedded).toFixed(1);
}
