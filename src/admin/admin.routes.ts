import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { z } from 'zod';
import { NotAllowedNow } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { parseInput } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import { inProject } from '../platform/project-folder.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import { chooseOwnPosts } from '../organization/index.js';
import { may } from '../people/index.js';
import { statePage } from './admin.view.js';
import { readState } from './read-state.js';
import { sendTestMail } from './send-test-mail.js';

const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8')) as { version: string };

const ownPosts = z.object({ own: z.enum(['yes', 'no']) });

/** `/admin`: the state of things and the first steps. `jobs` are the names of all jobs that should run. */
export function adminRoutes(services: Services, { jobs }: { jobs: readonly string[] }): Router {
  const router = Router();

  router.get('/admin', may('manage-people'), async (_req, res) => {
    const page = statePage(res, await readState(services, jobs), services.clock.now());
    renderPage(res, 'admin/state', 'admin.title', { ...page, version });
  });

  router.post('/admin/own-posts', may('manage-organization'), async (req, res) => {
    const writesOwnPosts = parseInput(ownPosts, req.body).own === 'yes';
    await chooseOwnPosts(services, { actor: req.user!, writesOwnPosts });
    addFlash(req, 'success', writesOwnPosts ? 'admin.own-posts-chosen' : 'admin.own-posts-undone');
    res.redirect(303, '/admin');
  });

  router.post('/admin/test-mail', may('manage-organization'), async (req, res) => {
    const address = readableAddress(req.user!.email);
    try {
      const { failed } = await sendTestMail(services, { actor: req.user! });
      if (failed === null) addFlash(req, 'success', { key: 'admin.test-sent', values: { address } });
      else if (failed) addFlash(req, 'error', { key: 'admin.test-failed-code', values: { code: failed } });
      else addFlash(req, 'error', 'admin.test-failed');
    } catch (error) {
      if (!(error instanceof NotAllowedNow)) throw error;
      addFlash(req, 'warning', error.reason);
    }
    res.redirect(303, '/admin');
  });

  return router;
}
