import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect } from 'chai';

// By the working folder: these tests may run from a compiled copy.
const root = 'packages/embedded-mongo/src';

/** The folders of `src`, lowest first: a file imports from its own folder and from those before it. */
const folders = [
  'bson',
  'scheduling',
  'expressions',
  'filter',
  'aggregation',
  'update',
  'storage',
  'query',
  'commands',
  'wire',
  'operations',
  'process',
];

/** Folders that see less than all before them. */
const only: Record<string, readonly string[]> = { operations: ['bson', 'storage'] };

/** Each file with the files it imports, for their types alone too. */
type Graph = Map<string, string[]>;

function graphOf(sources: Record<string, string>): Graph {
  return new Map(
    Object.entries(sources).map(([file, text]) => {
      const imports = [...text.matchAll(/\b(?:from|import) ?\(? ?'(\.[^']+)'/g)].map(([, path]) =>
        posix.join(dirname(file), path!.replace(/\.js$/, '.ts')),
      );
      return [file, imports];
    }),
  );
}

function folderOf(file: string): string {
  return file.split('/')[0]!;
}

/** The imports of folders that a file may not see. The file at the root, the door, may see all. */
function upwardImports(graph: Graph): string[] {
  return [...graph].flatMap(([file, imports]) => {
    const from = folderOf(file);
    const seen = only[from] ?? folders.slice(0, Math.max(folders.indexOf(from), 0));
    const allowed = file.includes('/') ? [from, ...seen] : folders;
    return imports
      .filter((imported) => !allowed.includes(folderOf(imported)))
      .map((imported) => `${file} imports ${imported}`);
  });
}

/** The circles found from each file on, each as the way round. */
function circles(graph: Graph): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    const start = way.indexOf(file);
    if (start >= 0) found.push([...way.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    for (const imported of graph.get(file) ?? []) visit(imported, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

function sources(): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

describe('embedded-mongo: the order of its folders', () => {
  const graph = graphOf(sources());

  it('knows every folder, and draws all imports', () => {
    expect([...new Set([...graph.keys()].map(folderOf))].sort()).to.deep.equal(
      [...folders, 'index.ts'].sort(),
    );
    const unknown = [...graph.values()].flat().filter((file) => !graph.has(file));
    expect(unknown).to.deep.equal([]);
  });

  it('each folder imports only from those before it', () => {
    expect(upwardImports(graph)).to.deep.equal([]);
  });

  it('no file leads back to itself by its imports', () => {
    expect(circles(graph)).to.deep.equal([]);
  });

  it('no two exports have one name', () => {
    const names = Object.values(sources()).flatMap((text) =>
      [
        ...text.matchAll(
          /^export (?:async )?(?:function\*?|const|class|interface|type|enum) (?:\{[^}]*\}|(\w+))/gm,
        ),
      ].flatMap(([, name]) => name ?? []),
    );
    expect(names.filter((name, i) => names.indexOf(name) !== i)).to.deep.equal([]);
  });

  it('sees an import of a later folder and a circle, of types too', () => {
    const wrong = graphOf({
      'bson/a.ts': "import type { B } from '../query/b.js';",
      'query/b.ts': "import { a } from '../bson/a.js';",
      'operations/c.ts': "export { b } from '../query/b.js';",
    });
    expect(upwardImports(wrong)).to.deep.equal([
      'bson/a.ts imports query/b.ts',
      'operations/c.ts imports query/b.ts',
    ]);
    expect(circles(wrong)).to.deep.equal(['bson/a.ts -> query/b.ts -> bson/a.ts']);
  });
});
