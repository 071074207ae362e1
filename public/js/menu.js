// The account menu closes by Escape, by a click beside it, and when the focus leaves. Without this it closes by its button.
const menu = document.querySelector('details.account');

// Where entries of a navigation lie to the side, the current one is scrolled into sight, with a part of the next one:
// when the page is opened, and whenever the window or the text changes its size.
for (const link of document.querySelectorAll(':is(.nav, .section-tabs) [aria-current]')) {
  const list = link.closest('ul');
  const part = 40;
  new ResizeObserver(() => {
    const [own, all] = [link, list].map((one) => one.getBoundingClientRect());
    if (own.left - part < all.left) list.scrollLeft -= all.left - own.left + part;
    if (own.right + part > all.right) list.scrollLeft += own.right - all.right + part;
  }).observe(list);
}

if (menu) {
  const isOutside = (target) => !(target instanceof Node) || !menu.contains(target);
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    if (isOutside(event.target)) menu.open = false;
  });
  menu.addEventListener('focusout', (event) => {
    if (event.relatedTarget && isOutside(event.relatedTarget)) menu.open = false;
  });
}
