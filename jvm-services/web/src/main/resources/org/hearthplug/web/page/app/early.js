// SPDX-License-Identifier: AGPL-3.0-or-later
// A classic script in the head: picks dark or light before anything is drawn, so that the page never flashes.
(() => {
  let wanted = 'auto';
  try {
    wanted = localStorage.getItem('hearth.theme') || 'auto';
  } catch {
    // Storage may be forbidden; then the system's choice stands.
  }
  const dark = wanted === 'dark' || (wanted === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
