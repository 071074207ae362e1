// Enhancement of the pages of sharing: both work without it, and the server checks everything again.
import './copy.js';
import { countText } from './count-text.js';

const form = document.querySelector('[data-share-form]');
if (form) enhanceForm(form);
offerApps(document.querySelector('[data-share-by-app]'));

/** Counts for the chosen network while somebody types, and notices when the disclosure goes. */
function enhanceForm(form) {
  const caption = form.elements.caption;
  const counter = document.getElementById('caption-counter');
  const status = document.getElementById('caption-status');
  const missing = document.getElementById('disclosure-missing');
  const { disclosure, locale, counterWords, overWords, fitsWords } = form.dataset;
  const print = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const plain = (text) => text.toLowerCase().replace(/\s+/g, ' ').trim();
  let wasOver = false;

  const update = () => {
    const tile = form.querySelector('[name=network]:checked');
    if (tile) {
      const { label: network, limit, counts, linkLength } = tile.dataset;
      const text = caption.value.trim();
      const count = Number(linkLength) + (text ? countText[counts](text) + 2 : 0);
      const over = count > Number(limit);
      const number = new Intl.NumberFormat(locale);
      counter.textContent = print(counterWords, {
        count: number.format(count),
        limit: number.format(limit),
        network,
      });
      counter.classList.toggle('is-over', over);
      // Said aloud only when it changes, not with every letter.
      if (over !== wasOver) status.textContent = print(over ? overWords : fitsWords, { network });
      wasOver = over;
    }
    if (missing) missing.hidden = plain(caption.value).includes(plain(disclosure).replace(/[.!]$/, ''));
  };

  form.addEventListener('input', update);
  update();

  for (const link of document.querySelectorAll('[data-start-from]')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      caption.focus();
      caption.select();
      // Unlike setting the value, this can be undone by the person.
      const words = document.getElementById(link.dataset.startFrom).textContent;
      if (!document.execCommand('insertText', false, words)) caption.value = words;
      update();
    });
  }
}

/** On phones, the apps that take a text: what is shared keeps this page's link. */
function offerApps(place) {
  if (!place || !navigator.share || !matchMedia('(pointer: coarse)').matches) return;
  place.hidden = false;
  place.querySelector('button').addEventListener('click', () => {
    const { text, url } = place.dataset;
    navigator.share({ text, url }).catch(() => {});
  });
}
