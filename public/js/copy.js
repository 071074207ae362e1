// Buttons that copy a field. Without this they stay hidden, and the field can be copied by hand.
for (const button of document.querySelectorAll('[data-copy]')) enableCopy(button);

function enableCopy(button) {
  const field = document.getElementById(button.dataset.copy);
  const status = document.getElementById('copy-status');
  button.hidden = false;
  button.addEventListener('click', async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand('copy')) return;
    }
    status.textContent = '';
    setTimeout(() => (status.textContent = status.dataset.copied), 50);
  });
}
