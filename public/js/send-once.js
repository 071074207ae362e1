// A second click on a button that has just sent its form would make two of what the form makes.
const pauseMs = 5_000;
const sentAt = new WeakMap();

document.addEventListener('submit', (event) => {
  const { target: form, timeStamp: now } = event;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (now - (sentAt.get(form) ?? -pauseMs) < pauseMs) event.preventDefault();
  else sentAt.set(form, now);
});

// Whoever comes back to the page may send it again at once.
addEventListener('pageshow', () => {
  for (const form of document.forms) sentAt.delete(form);
});
