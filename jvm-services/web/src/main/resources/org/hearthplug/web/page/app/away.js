// SPDX-License-Identifier: AGPL-3.0-or-later
// The page that is shown when the plug does not answer: in the person's language, and gone as soon as it answers.
(() => {
  let [wanted, theme] = ['', ''];
  try {
    [wanted, theme] = [localStorage.getItem('hearth.language') ?? '', localStorage.getItem('hearth.theme') ?? ''];
  } catch {
    // A browser that keeps nothing.
  }
  const language = (wanted || navigator.language).startsWith('fr') ? 'fr' : 'en';
  document.documentElement.lang = language;
  for (const part of document.querySelectorAll('main [lang]')) part.hidden = part.lang !== language;
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  let [timer, asking] = [0, false];
  const again = async () => {
    if (asking) return;
    clearTimeout(timer);
    asking = true;
    const answer = await fetch('/api/v1/setup', { cache: 'no-store', signal: AbortSignal.timeout(15_000) }).catch(() => undefined);
    asking = false;
    if (answer?.ok) location.reload();
    else later();
  };
  const later = () => (timer = setTimeout(again, 5000));
  later();
  addEventListener('online', again);
})();
