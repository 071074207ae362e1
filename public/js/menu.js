// The account menu closes by Escape, by a click beside it, and when the focus leaves. Without this it closes by its button.
const menu = document.querySelector('details.account');

// Where large text makes the bar under the thumb wider than the screen, the current entry is scrolled into it.
document.querySelector('.nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

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
