import { Router, type Request, type Response } from 'express';
import passport from 'passport';
import { z } from 'zod';
import { InvalidInput } from '../platform/errors.js';
import { openForm, submitForm, type Form } from '../platform/forms.js';
import { anyone } from '../platform/guard.js';
import { renderPage } from '../platform/pages.js';
import type { Services } from '../services.js';
import { limitSignIn } from './limit-sign-in.js';
import { may } from './permissions.js';

const schema = z.object({
  email: z.string().trim().toLowerCase().min(1, 'users.email-missing'),
  password: z.string().min(1, 'users.password-missing'),
});

export function signInRoutes(services: Services): Router {
  const router = Router();
  const limit = limitSignIn(services);

  const show = (_req: Request, res: Response, form: Form) =>
    renderPage(res, 'users/sign-in', 'users.sign-in', { layout: 'plain', form });

  router.get('/sign-in', anyone, (req, res) =>
    req.user ? res.redirect(303, '/feed') : show(req, res, openForm(req)),
  );

  router.post(
    '/sign-in',
    anyone,
    submitForm(
      schema,
      async (input, req, res) => {
        await limit.spend(input.email, req.ip ?? '');
        const person = await authenticate(req, res);
        if (!person) throw new InvalidInput({ password: 'users.sign-in-failed' });
        await limit.forgive(input.email, req.ip ?? '');
        // Passport makes a new session; what waits for this person comes along.
        const { returnTo, keptForm, flash } = req.session;
        await new Promise<void>((resolve, reject) =>
          req.logIn(person, (error) => (error ? reject(error as Error) : resolve())),
        );
        Object.assign(req.session, { keptForm, flash });
        res.redirect(303, returnTo ?? '/feed');
      },
      show,
    ),
  );

  router.post('/sign-out', may('manage-own-account'), (req, res, next) => {
    req.logOut((error) => (error ? next(error) : res.redirect(303, '/sign-in')));
  });

  return router;
}

const authenticate = (req: Request, res: Response): Promise<Express.User | false> =>
  new Promise((resolve, reject) => {
    const done = (error: unknown, user?: Express.User | false) =>
      error ? reject(error as Error) : resolve(user ?? false);
    (passport.authenticate('local', done) as (req: Request, res: Response, next: () => void) => void)(
      req,
      res,
      () => resolve(false),
    );
  });
