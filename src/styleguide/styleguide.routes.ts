import { Router } from 'express';
import { drawBars } from '../feed/index.js';
import { artworkPath, motifNames, topicColourNames } from '../files/index.js';
import { anyone } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import { drawChart } from '../reports/index.js';
import type { Services } from '../services.js';

const size = { width: 1200, height: 628 };
const looks = { colour: 'lagoon', motif: 'ferry', id: '8'.repeat(24) } as const;

/** `/styleguide`, in development and tests only: elsewhere there is no such page. */
export function styleguideRoutes({ env }: Services): Router {
  const router = Router();
  if (env.NODE_ENV !== 'development' && env.NODE_ENV !== 'test') return router;

  router.get('/styleguide', anyone, (_req, res) =>
    renderPage(res, 'styleguide/styleguide', 'styleguide.title', {
      ...shell,
      ...guidelines,
      topics: topicColourNames.map((colour, index) => ({
        ...{ value: colour, label: colour, colour },
        selected: index === 1,
      })),
      choices: ['de', 'en', 'pt'].map((value, index) => ({ value, label: value, selected: index === 1 })),
      pictures: motifNames.map((motif, index) => ({
        ...{ value: motif, label: motif, src: artworkPath({ ...looks, motif }) },
        selected: index === 0,
      })),
      picture: { src: artworkPath(looks), ...size },
      badges: ['draft', 'review', 'scheduled', 'published', 'expired', 'returned', 'recalled'],
      notices: ['info', 'success', 'warning', 'error'],
      buttons: ['button', 'button-quiet', 'button-plain', 'button-danger'],
      errors: [{ field: 'wrong', message: 'Lorem ipsum' }],
      stored: [{ label: 'Lorem ipsum', text: 'Dolor sit amet', rows: 1 }],
      comparison: [
        {
          label: 'Lorem ipsum',
          lang: '',
          pieces: [
            { kind: 'same', text: 'Dolor ' },
            { kind: 'removed', text: 'sit' },
            { kind: 'added', text: 'amet' },
          ],
          note: 'common.compared-spaces-only',
        },
      ],
      bars: drawBars([4, 9, 7, 15].map((value) => ({ value, label: `${value}` }))),
      steps: drawChart(
        [12, 18, 15, 9, 14].map((clicks, index) => ({
          day: `2026-11-0${index + 2}`,
          figures: { clicks, visitors: clicks - 2 },
        })),
      ),
      mailWidths: ['phone', 'desktop'],
    }),
  );

  return router;
}

/** What surrounds a page of somebody who is signed in and has a tool, with something in each place. */
const shell = {
  organization: { name: 'Acme', isSample: true, pause: { reason: 'Lorem ipsum' } },
  ...{ hasOutbox: true, mayReadOutbox: true },
  me: { name: 'Ada Byron', initials: 'AB' },
  unread: 3,
  nav: ['card-heading', 'book', 'gear'].map((icon, index) => ({
    ...{ icon, href: `#${icon}`, label: `Lorem ${index + 1}`, count: index === 2 ? 7 : 0 },
    ...{ isCurrent: index === 0, isInMenu: index === 1, isFirstTool: index === 2 },
  })),
  accountNav: [{ href: '#main', label: 'Lorem' }],
  sections: {
    label: 'Lorem ipsum',
    places: ['Lorem', 'Ipsum', 'Dolor'].map((label, index) => ({
      ...{ href: `#${label}`, label, isCurrent: index === 0, count: index },
    })),
  },
  flash: [{ kind: 'success', message: 'Lorem ipsum' }],
  postedQuestion: { shareId: looks.id, network: 'LinkedIn', title: 'Dolor sit amet' },
};

const html = `<p>Dolor <strong>sit</strong> amet: <a href="https://example.com/">lorem</a>.</p>
  <ul><li>Lorem</li><li>Ipsum</li></ul>
  <table><thead><tr><th>Lorem</th></tr></thead><tbody><tr><td>Ipsum</td></tr></tbody></table>
  <h2>Dolor</h2><p>Sit amet.</p><h3>Ipsum</h3><blockquote><p>Lorem ipsum</p></blockquote><pre tabindex="0"><code>dolor</code></pre>`;
const intro = { html: '<p>Lorem ipsum dolor sit amet.</p>', isChanged: false };
const wordings = {
  ...{ id: 'styleguide-wordings', place: 3, title: 'Lorem ipsum', isChanged: false },
  rows: [
    { where: 'en', language: 'en', text: 'I work at Acme.' },
    { where: 'de', language: 'de', text: 'Ich arbeite bei Acme.' },
  ],
};

/** A guideline with one part that changed and one that did not, and one without contents. */
const guidelines = {
  guideline: {
    intro,
    removed: 'Lorem ipsum',
    parts: [false, true].map((isChanged, index) => ({
      id: `styleguide-part-${index}`,
      place: index + 1,
      heading: 'Lorem ipsum',
      html,
      isChanged,
    })),
    contents: {
      summary: 'Lorem ipsum',
      since: 1,
      entries: [false, true].map((isChanged, index) => ({
        href: `#styleguide-part-${index}`,
        title: 'Lorem ipsum',
        isChanged,
      })),
    },
    wordings,
  },
  shortGuideline: {
    ...{ intro, removed: '', parts: [] },
    contents: { summary: '', since: null, entries: [] },
    wordings: { ...wordings, id: 'styleguide-short-wordings' },
  },
};
