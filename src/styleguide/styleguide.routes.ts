import { Router } from 'express';
import { artworkPath, topicColourNames } from '../files/index.js';
import { anyone } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';

const size = { width: 1200, height: 628 };

/** `/styleguide`, in development and tests only: elsewhere there is no such page. */
export function styleguideRoutes({ env }: Services): Router {
  const router = Router();
  if (env.NODE_ENV !== 'development' && env.NODE_ENV !== 'test') return router;

  router.get('/styleguide', anyone, (_req, res) =>
    renderPage(res, 'styleguide/styleguide', 'styleguide.title', {
      colours: topicColourNames,
      picture: { src: artworkPath({ colour: 'lagoon', motif: 'ferry', id: '8'.repeat(24) }), ...size },
      badges: ['draft', 'review', 'scheduled', 'published', 'expired', 'returned', 'recalled'],
      notices: ['info', 'success', 'warning', 'error'],
      buttons: ['button', 'button-quiet', 'button-plain', 'button-danger'],
      wordings: [
        { where: 'en', language: 'en', text: 'I work at Acme.' },
        { where: 'de', language: 'de', text: 'Ich arbeite bei Acme.' },
      ],
      intro: { html: '<p>Lorem ipsum dolor sit amet.</p>', isChanged: false },
      // A guideline with one part that changed and one that did not.
      parts: [false, true].map((isChanged, index) => ({
        id: `styleguide-part-${index}`,
        place: index + 1,
        heading: 'Lorem ipsum',
        html: '<p>Dolor sit amet, <strong>consectetur</strong> adipiscing elit.</p>',
        isChanged,
      })),
      choices: ['de', 'en', 'pt'].map((value, index) => ({ value, label: value, selected: index === 1 })),
    }),
  );

  return router;
}
