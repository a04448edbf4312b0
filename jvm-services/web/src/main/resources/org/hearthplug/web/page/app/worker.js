// SPDX-License-Identifier: AGPL-3.0-or-later
// What is there when the plug is not: one page that says so. Nothing else is kept, so that the page is always the plug's own of today.

const AWAY = 'hearth-away-1';
const FILES = ['/app/away.html', '/app/away.js', '/app/css/tokens.css', '/app/css/base.css', '/app/css/away.css', '/app/icons/hearth.svg'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(AWAY).then((cache) => cache.addAll(FILES)));
  self.skipWaiting();
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== AWAY).map((name) => caches.delete(name)))));
});

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  // Downloads and everything else go their own way.
  if (event.request.mode === 'navigate' && pathname === '/') event.respondWith(fetch(event.request).catch(() => caches.match('/app/away.html')));
  else if (FILES.includes(pathname)) event.respondWith(fetch(event.request).catch(() => caches.match(pathname)));
});
