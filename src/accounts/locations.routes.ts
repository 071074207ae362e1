import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { readId } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import {
  countLocations,
  createLocation,
  endLocation,
  renameLocation,
  takeUpLocation,
} from './manage-locations.js';

const page = '/admin/locations';
const guard = may('manage-people');

const schema = z.object({
  name: visibleNameField(80, { missing: 'accounts.location-name-missing', long: 'people.name-long' }),
  revision: revisionField,
});

/** `/admin/locations`: all locations and a form that adds one; `/admin/locations/:id` renames or ends one. */
export function locationsRoutes(services: Services): Router {
  const router = Router();

  const showAll = async (_req: Request, res: Response, form: Form) => {
    const all = await countLocations();
    renderPage(res, 'accounts/locations', 'accounts.locations', {
      form,
      locations: all.filter(({ endedAt }) => !endedAt),
      ended: all.filter(({ endedAt }) => endedAt),
    });
  };

  const showOne = async (req: Request, res: Response, form?: Form) => {
    const location = await locationOf(req);
    const shown = form ?? openForm(req, { ...location });
    if (shown.conflict) shown.values.revision = location.revision;
    renderPage(
      res,
      'accounts/location',
      { key: 'accounts.location-title', values: { name: location.name } },
      {
        form: shown,
        location,
        stored: storedMeanwhile(res, shown, { ...location }, { name: 'accounts.location-name' }),
      },
    );
  };

  router.get(page, guard, (req, res) => showAll(req, res, openForm(req)));

  router.post(
    page,
    guard,
    submitForm(
      schema,
      async ({ name }, req, res) => {
        await createLocation(services, { name, actor: req.user! });
        addFlash(req, 'success', { key: 'accounts.location-added', values: { name } });
        res.redirect(303, page);
      },
      showAll,
    ),
  );

  router.get(`${page}/:id`, guard, (req, res) => showOne(req, res));

  router.post(
    `${page}/:id`,
    guard,
    submitForm(
      schema,
      async ({ name, revision }, req, res) => {
        const { id } = await locationOf(req);
        await renameLocation(services, { locationId: id, name, revision, actor: req.user! });
        addFlash(req, 'success', 'accounts.location-renamed');
        res.redirect(303, page);
      },
      showOne,
    ),
  );

  for (const [name, change, done] of [
    ['end', endLocation, 'accounts.location-ended'],
    ['take-up', takeUpLocation, 'accounts.location-taken-up'],
  ] as const)
    router.post(`${page}/:id/${name}`, guard, async (req: Request<{ id: string }>, res) => {
      const location = await locationOf(req);
      await change(services, { locationId: location.id, actor: req.user! });
      addFlash(req, 'success', { key: done, values: { name: location.name } });
      res.redirect(303, page);
    });

  return router;
}

/** The location in the address, with the number of its people. @throws NotFound */
async function locationOf(req: Request<{ id: string }> | Request) {
  const id = readId(req.params.id);
  const location = (await countLocations()).find((one) => one.id === id);
  if (!location) throw new NotFound();
  return location;
}
