// The browser knows which time zone its reader is in; without this the server's own is preselected.
const form = document.querySelector('form[data-browser-zone]');
const select = form?.elements.namedItem(form.dataset.browserZone);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && [...select.options].some((option) => option.value === zone)) select.value = zone;
