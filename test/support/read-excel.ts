import { strFromU8, unzipSync } from 'fflate';
import { load } from 'cheerio';
import type { Element } from 'domhandler';

/** The sheets of an Excel workbook by name, each as lines of cells; numbers as numbers, empty cells as ''. */
export function readExcel(file: Uint8Array): Record<string, (string | number)[][]> {
  const files = unzipSync(file);
  const xml = (path: string) => load(strFromU8(files[path]!).replace(/\r\n?/g, '\n'), { xml: true });
  const shared = xml('xl/sharedStrings.xml');
  const strings = shared('si')
    .toArray()
    .map((one) => shared(one).text());
  const workbook = xml('xl/workbook.xml');
  const names = workbook('sheet')
    .toArray()
    .map((one) => workbook(one).attr('name')!);
  return Object.fromEntries(
    names.map((name, n) => {
      const sheet = xml(`xl/worksheets/sheet${n + 1}.xml`);
      if (sheet('f').length) throw new Error('A cell is a formula');
      const valueOf = (cell: Element) => {
        const value = sheet(cell).find('v').text();
        return sheet(cell).attr('t') === 's' ? strings[Number(value)]! : Number(value);
      };
      const rows = sheet('row')
        .toArray()
        .map((row) => {
          const cells: (string | number)[] = [];
          // A cell without a value is left out of the file; its place is in its name, such as C4.
          for (const cell of sheet(row).find('c').toArray())
            cells[sheet(cell).attr('r')!.charCodeAt(0) - 65] = valueOf(cell);
          return Array.from(cells, (cell) => cell ?? '');
        });
      return [name, rows];
    }),
  );
}
