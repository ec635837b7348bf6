// A button on every example that copies it.
'use strict';
(() => {
  if (!navigator.clipboard) return;
  for (const code of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.querySelector('code').textContent);
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Select and copy by hand';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    button.setAttribute('aria-live', 'polite');
    code.append(button);
  }
})();
