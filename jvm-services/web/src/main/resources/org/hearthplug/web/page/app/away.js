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
  const again = () => fetch('/api/v1/setup', { cache: 'no-store' }).then((answer) => answer.ok && location.reload(), () => {});
  setInterval(again, 5000);
  addEventListener('online', again);
})();
