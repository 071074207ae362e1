import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Router } from 'express';
import { readId } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { getPerson, may } from '../people/index.js';
import { asksForPassword } from '../sign-in/index.js';
import { collectData, dataAsJson } from './collect-data.js';
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

  router.get('/account/data.json', may('manage-own-account'), async (req, res) => {
    res.attachment('my-data.json').type('json');
    await pipeline(Readable.from(dataAsJson(req.user!, req.user!.id, services.clock.now())), res);
  });

  router.get('/account/data.html', may('manage-own-account'), async (req, res) => {
    const { id, timeZone } = req.user!;
    const tables: ReturnType<typeof collectedTable>[] = [];
    for await (const collected of collectData(req.user!, id))
      if (collected.rows.length) tables.push(collectedTable(collected, { locale: localeIn(res), timeZone }));
    res.attachment('my-data.html').type('html');
    res.render('personal-data/readable', { layout: false, tables, madeAt: services.clock.now() });
  });

  router.get('/account/erase', may('manage-own-account'), (req, res) =>
    renderConfirmPage(res, {
      title: 'personal-data.erase-me-question',
      subject: req.user!.email,
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
      subject: person.email,
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
