import type { MongoClient } from 'mongodb';

/** What a collection holds. */
export interface CollectionStats {
  db: string;
  name: string;
  documents: number;
  bytes: number;
  indexes: number;
}

/** One row per collection of every database, by name. */
export async function readStats(client: MongoClient): Promise<CollectionStats[]> {
  const rows: CollectionStats[] = [];
  const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
  for (const { name: db } of databases) {
    for (const { name } of await client.db(db).listCollections().toArray()) {
      const { count, size, nindexes } = await client.db(db).command({ collStats: name });
      rows.push({ db, name, documents: Number(count), bytes: Number(size), indexes: Number(nindexes) });
    }
  }
  return rows.sort((a, b) => (`${a.db}.${a.name}` < `${b.db}.${b.name}` ? -1 : 1));
}

/** The rows as lines of a table for people, with a sum. */
export function statsTable(rows: CollectionStats[]): string[] {
  const sum = (of: (row: CollectionStats) => number): number => rows.reduce((all, row) => all + of(row), 0);
  const total = [sum((row) => row.documents), sum((row) => row.bytes), sum((row) => row.indexes)];
  const cells = [
    ['collection', 'documents', 'bytes', 'indexes'],
    ...rows.map(({ db, name, ...row }) => [
      `${db}.${name}`,
      ...numbers([row.documents, row.bytes, row.indexes]),
    ]),
    [`${rows.length} collections`, ...numbers(total)],
  ];
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)));
  return cells.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
}

function numbers(values: number[]): string[] {
  return values.map((value) => value.toLocaleString('en'));
}
