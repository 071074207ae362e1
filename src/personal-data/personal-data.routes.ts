import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Router, type Request, type Response } from 'express';
import { readId } from '../platform/data/object-id.js';
import { Busy, NotFound } from '../platform/errors.js';
import { createLimit } from '../platform/http/create-limit.js';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import { getPerson, may } from '../people/index.js';
import { asksForPassword } from '../sign-in/index.js';
import { collectData, dataAsJson, inTurns } from './collect-data.js';
import { erasePerson } from './erase-person.js';
import { collectedTable, dataRows } from './personal-data.view.js';

/** What is stored of a person: to read, to take away and to erase. */
export function personalDataRoutes(services: Services): Router {
  const router = Router();

  router.get('/account/data', may('manage-own-account'), (req, res) =>
    renderPage(res, 'personal-data/data', 'personal-data.title', {
      rows: dataRows(localeIn(res)),
      isAdmin: req.user!.roles.includes('admin'),
    }),
  );

  router.get('/account/data.json', may('manage-own-account'), (req, res) =>
    sendData(req, res, 'json', dataAsJson(req.user!, req.user!.id, services.clock.now())),
  );

  router.get('/account/data.html', may('manage-own-account'), (req, res) =>
    sendData(req, res, 'html', dataAsPage(req, res, services.clock.now())),
  );

  router.get('/account/erase', may('manage-own-account'), (req, res) =>
    renderConfirmPage(res, {
      title: 'personal-data.erase-me-question',
      subject: readableAddress(req.user!.email),
      what: 'personal-data.erase-me-text',
      button: 'personal-data.erase-me',
      action: '/account/erase',
      back: '/account/data',
    }),
  );

  router.post('/account/erase', may('manage-own-account'), async (req, res) => {
    if (await asksForPassword(req, res)) return;
    await erasePerson(services, { actor: req.user!, userId: req.user!.id });
    await req.endSession();
    res.set('Clear-Site-Data', '"cache"');
    renderPage(res, 'personal-data/erased', 'personal-data.erased-title', { layout: 'plain' });
  });

  router.get('/admin/people/:id/erase', may('manage-people'), async (req, res) => {
    const person = await getPerson(readId(req.params.id));
    if (!person) throw new NotFound();
    renderConfirmPage(res, {
      title: { key: 'personal-data.erase-question', values: { name: person.name } },
      subject: readableAddress(person.email),
      what: 'personal-data.erase-text',
      button: 'personal-data.erase',
      action: `/admin/people/${person.id}/erase`,
      back: `/admin/people/${person.id}`,
    });
  });

  router.post('/admin/people/:id/erase', may('manage-people'), async (req, res) => {
    if (await asksForPassword(req, res)) return;
    const userId = readId(req.params.id);
    if (!(await getPerson(userId))) throw new NotFound();
    await erasePerson(services, { actor: req.user!, userId });
    addFlash(req, 'success', 'personal-data.erased');
    res.redirect(303, '/admin/people');
  });

  return router;
}

/** Putting thousands of rows together takes the database and this thread a second or more. */
const limited = createLimit({ atOnce: 1, waiting: 8, waitingEach: 1 });

/** Whose data are being put together or sent. Somebody who reads slowly holds up nobody else. */
const underWay = new Set<string>();

/**
 * Sends all pieces as one file, once the last one is there.
 * @throws Busy while another file of the same person is not sent yet, or too many people wait
 */
async function sendData(req: Request, res: Response, type: 'json' | 'html', pieces: AsyncIterable<string>) {
  const { id } = req.user!;
  if (underWay.has(id)) throw new Busy(10, 'personal-data.busy-own');
  underWay.add(id);
  try {
    const all = await limited(id, () => Readable.from(pieces).toArray());
    res.attachment(`my-data.${type}`).type(type);
    await pipeline(Readable.from(all), res);
  } finally {
    underWay.delete(id);
  }
}

/** All data as a page to read, in pieces. */
async function* dataAsPage(req: Request, res: Response, madeAt: Date): AsyncGenerator<string> {
  const { id, timeZone } = req.user!;
  const print = (view: string, data: object) =>
    new Promise<string>((resolve, reject) =>
      res.render(`personal-data/${view}`, { ...data, layout: false }, (error: Error | null, text: string) =>
        error ? reject(error) : resolve(text),
      ),
    );
  yield print('readable', { madeAt });
  for await (const collected of collectData(req.user!, id)) {
    if (!collected.rows.length) continue;
    const { cellsOf, ...table } = collectedTable(collected, { locale: localeIn(res), timeZone });
    yield print('readable-table', table);
    for await (const rows of inTurns(collected.rows))
      yield print('readable-rows', { rows: rows.map(cellsOf) });
    yield '</tbody>\n</table>\n';
  }
  yield '</body>\n</html>\n';
}
