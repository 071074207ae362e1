// Enhancement of the pages of sharing: both work without it, and the server checks everything again.
import './copy.js';
import { countBytes, countText } from './count-text.js';

const form = document.querySelector('[data-share-form]');
if (form) enhanceForm(form);
offerApps(document.querySelector('[data-share-by-app]'));

/** While somebody types: counts for the chosen network, shows the preview, and names the way on. */
function enhanceForm(form) {
  const caption = form.elements.caption;
  const counter = document.getElementById('caption-counter');
  const status = document.getElementById('caption-status');
  const disclosureLine = document.getElementById('disclosure');
  const { disclosure, locale, counterWords, bytesWords, overWords, fitsWords } = form.dataset;
  const print = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const plain = (text) => text.toLowerCase().replace(/\s+/g, ' ').trim();
  const hasDisclosure = (text) => plain(text).includes(plain(disclosure).replace(/[.!]$/, ''));
  /** As src/sharing/open-share.ts does it. */
  const wholeText = (network) => {
    const text = caption.value.trim();
    if (hasDisclosure(text) || (network === 'link' && !text)) return text;
    return `${disclosure} ${text}`.trim();
  };
  let wasOver = false;

  const update = () => {
    const tile = form.querySelector('[name=network]:checked');
    if (disclosureLine) disclosureLine.hidden = hasDisclosure(caption.value);
    if (!tile) return;
    const { label: network, limit, counts, linkLength, byteLimit, linkBytes } = tile.dataset;
    const text = wholeText(tile.value);
    const count = Number(linkLength) + (text ? countText[counts](text) + 2 : 0);
    const bytes = Number(linkBytes) + (text ? countBytes(text) + 2 : 0);
    const isHeavy = byteLimit && bytes > Number(byteLimit) && count <= Number(limit);
    const over = Boolean(isHeavy) || count > Number(limit);
    const number = new Intl.NumberFormat(locale);
    counter.textContent = isHeavy
      ? print(bytesWords, { count: number.format(bytes), limit: number.format(byteLimit) })
      : print(counterWords, { count: number.format(count), limit: number.format(limit) });
    counter.classList.toggle('is-over', over);
    // Announced only when it changes, not with every letter.
    if (over !== wasOver) status.textContent = print(over ? overWords : fitsWords, { network });
    wasOver = over;
    document.querySelector('[data-preview]').textContent = text;
    document.querySelector('[data-network-label]').textContent = network;
    form.querySelector('[data-continue-words]').textContent = tile.dataset.continue;
  };

  form.addEventListener('input', update);
  // The browser restores what was typed only after this script has run.
  window.addEventListener('pageshow', update);
  update();
  offerSuggestions(form, caption, update);

  // A network that takes no words along: they are copied, so that one goes straight there and pastes them.
  form.addEventListener('submit', (event) => {
    const tile = form.querySelector('[name=network]:checked');
    if (!pastes(tile) || form.elements.copied.value === 'yes' || !navigator.clipboard) return;
    event.preventDefault();
    navigator.clipboard
      .writeText(wholeText(tile.value))
      .then(() => (form.elements.copied.value = 'yes'))
      .catch(() => {})
      .finally(() => form.submit());
  });
}

const pastes = (tile) => tile?.dataset.pastes === 'true';

/** Another suggestion without another page, so that it can be undone. */
function offerSuggestions(form, caption, update) {
  const link = form.querySelector('[data-another]');
  const place = document.getElementById('suggestion');
  const all = [...form.querySelectorAll('[data-suggestions] li')].map((item) => item.textContent);
  let index = all.indexOf(caption.value);
  link?.addEventListener('click', (event) => {
    event.preventDefault();
    index = (index + 1) % all.length;
    caption.focus();
    caption.select();
    // Unlike setting the value, this can be undone by the person.
    if (!document.execCommand('insertText', false, all[index])) caption.value = all[index];
    const values = { place: index + 1, count: all.length };
    form.elements.place.value = index + 1;
    place.textContent = form.dataset.placeWords.replace(/\{(\w+)\}/g, (_, name) => values[name]);
    update();
  });
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
