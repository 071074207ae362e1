import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { organizationTimeZone } from '../../organization/index.js';
import { openForm, submitForm, type Form } from '../../platform/http/forms.js';
import { renderPage } from '../../platform/http/pages.js';
import type { Services } from '../../services.js';
import { getConversionSettings } from '../conversion-settings.model.js';
import { may } from '../../people/index.js';
import { columnsView, firstMapping } from './columns.view.js';
import { delimiterNames } from '../../platform/text/file-text.js';
import { findImport } from './find-import.js';
import { importRow } from './import.view.js';
import { lookAtFile } from './look-at-file.js';
import { mappingSchema, mostAbove, type Mapping } from './mapping.js';

interface Options {
  page: string;
  submit: (importId: string, mapping: Mapping, req: Request, res: Response) => Promise<void>;
}

/** How the file is divided into columns: as chosen, otherwise as detected. */
const split = z.object({
  delimiter: z.enum(delimiterNames).optional().catch(undefined),
  begins: z.coerce.number().int().min(0).max(mostAbove).optional().catch(undefined),
  header: z
    .enum(['yes', 'no'])
    .transform((said) => said === 'yes')
    .optional()
    .catch(undefined),
});

/** `/admin/conversions/import/:importId/columns`: what each column means. */
export function columnsRoutes(services: Services, { page, submit }: Options): Router {
  const router = Router();
  const guard = may('manage-conversions');
  const path = `${page}/:importId/columns`;
  const idOf = (req: Request) => String(req.params.importId);

  async function look(req: Request, chosen: unknown) {
    const found = await findImport(req.user!, idOf(req));
    const {
      delimiter = found.mapping?.delimiter ?? found.delimiter,
      begins,
      header,
    } = split.parse(chosen ?? {});
    const rows = await lookAtFile(found, delimiter);
    const zone = await organizationTimeZone();
    return { found, look: { rows, delimiter, begins, header, zone, now: services.clock.now() } };
  }

  const show = (res: Response, { found, look: seen }: Awaited<ReturnType<typeof look>>, form: Form) =>
    renderPage(res, 'conversions/import-columns', 'conversions.import-columns-title', {
      form,
      file: importRow(res, found),
      isEncodingGuessed: found.encoding === 'windows-1252',
      zone: seen.zone.replaceAll('_', ' '),
      ...columnsView(res, seen, form.values),
    });

  router.get(path, guard, async (req, res) => {
    const seen = await look(req, req.query);
    const { currency } = await getConversionSettings();
    show(res, seen, openForm(req, firstMapping(seen.found, seen.look, currency)));
  });

  router.post(
    path,
    guard,
    submitForm(
      mappingSchema,
      (mapping, req, res) => submit(idOf(req), mapping, req, res),
      async (req, res, form) => show(res, await look(req, req.body), form),
    ),
  );

  return router;
}
