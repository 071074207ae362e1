import { launchChromium } from '../browser/launch-chromium.js';
import { mainPages, openPath, signInTo } from '../browser/main-pages.js';
import { measurePage, prepareMeasuring, type PageCost } from '../browser/measure-page.js';
import { openSamplePortal } from '../browser/sample-portal.js';

const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1);

/** Opens each main page of the sample in Chromium on a phone with a processor four times slower, and prints what it costs. */
export async function benchPages(): Promise<void> {
  const portal = await openSamplePortal();
  const browser = await launchChromium();
  const rows: string[][] = [];
  try {
    for (const { name, path, role } of mainPages) {
      const context = await browser.newContext({
        baseURL: portal.url,
        viewport: { width: 390, height: 844 },
      });
      const page = await context.newPage();
      if (role)
        await signInTo(
          page,
          portal.signIns.find((signIn) => signIn.role === role)!,
        );
      await openPath(page, path);
      const devtools = await prepareMeasuring(page, 4);
      rows.push(rowOf(name, await measurePage(page, devtools, page.url())));
      await context.close();
    }
  } finally {
    await browser.close();
    await portal.close();
  }
  const heads = ['Page', 'HTML, KB', 'Style and fonts, KB', 'Scripts, KB', 'Pictures, KB', 'Layout shift'];
  const table = [
    [...heads, 'Tasks over 50 ms', 'Other hosts'],
    ['---', ...Array<string>(7).fill('---:')],
    ...rows,
  ];
  console.log(table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'));
}

const rowOf = (name: string, cost: PageCost): string[] => [
  name,
  ...[cost.document, cost.look, cost.script, cost.pictures].map(kilobytes),
  cost.shift.toFixed(3),
  cost.longTasks.length ? cost.longTasks.join(' + ') : 'none',
  String(cost.foreign.length),
];
