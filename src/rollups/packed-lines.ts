import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { addToLine, type Lines, type PeopleNumbers, type RollupSum } from './sums.js';

/*
 * The lines of a dimension are stored as compressed JSON, because a year of a large organization has a hundred thousand
 * of them: parsing them takes a twentieth of the time of as many documents. They are only read as a whole.
 */

interface Packed {
  /** The ids of those who posted, sorted. */
  people: string[];
  /** The key, the sum without what is zero, and the places of those who posted in `people`. */
  lines: [key: string, sum: Partial<RollupSum>, people: number[]][];
}

const compress = promisify<Buffer, { level: number }, Buffer>(deflate);
const decompress = promisify<Buffer, Buffer>(inflate);

/** The same lines give the same bytes. */
export async function packLines(lines: Lines, numbers: PeopleNumbers): Promise<Buffer> {
  const all = new Set<number>();
  for (const { people } of lines.values()) for (const person of people) all.add(person);
  const people = [...all].map((number) => numbers.ids[number]!).sort();
  const places = new Map(people.map((id, place) => [numbers.numberOf(id), place]));
  const packed: Packed = {
    people,
    lines: [...lines]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, sum]) => [key, withoutZeros(sum), placesOf(sum, places)]),
  };
  return compress(Buffer.from(JSON.stringify(packed)), { level: 4 });
}

const placesOf = (sum: RollupSum, places: Map<number, number>) =>
  [...new Set(sum.people)].map((person) => places.get(person)!).sort((a, b) => a - b);

function withoutZeros({ people: _, ...sum }: RollupSum): Partial<RollupSum> {
  const named = Object.entries(sum).map(([name, value]) => [name, sorted(value)] as const);
  return Object.fromEntries(named.filter(([, value]) => !isNothing(value)));
}

const isNothing = (value: unknown) =>
  typeof value === 'number' ? value === 0 : !Object.keys(value as object).length;

/** Counts with their names in order. */
const sorted = (value: number | object): unknown =>
  typeof value === 'number'
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, of]) => [name, sorted(of as number | object)]),
      );

/** Adds packed lines to others. */
export async function unpackInto(lines: Lines, numbers: PeopleNumbers, packed: Buffer): Promise<void> {
  const { people, lines: more } = JSON.parse((await decompress(packed)).toString()) as Packed;
  const numberAt = people.map((id) => numbers.numberOf(id));
  for (const [key, sum, places] of more)
    addToLine(lines, key, { ...sum, people: places.map((place) => numberAt[place]!) });
}
