// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from '/app/vendor/lit-html/lit-html.js';
import { sessionStore } from '/app/core/session.js';
import { Look } from '/app/library/look.js';
import { equal, settled, test } from './harness.js';

async function quiet() {
  for (let i = 0; i < 12; i++) await settled();
}

test('look: a text that could not be read is not shown as an empty one', async () => {
  const [real, phase, place] = [window.fetch, sessionStore.state.phase, document.createElement('div')];
  const entry = { name: 'a.txt', type: 'file', bytes: 5 };
  const look = new Look(() => [entry], (name) => `/${name}`);
  const shown = async (/** @type {() => any} */ answer) => {
    window.fetch = async () => answer();
    look.open('a.txt');
    await quiet();
    render(look.stage(entry), place);
    return place.querySelector('[data-test="look-text"]')?.textContent ?? 'unread';
  };
  try {
    sessionStore.set({ phase: 'signed-in' });
    equal(await shown(() => new Response('hello')), 'hello');
    equal(await shown(() => new Response('no such range', { status: 416 })), '', 'an empty file');
    equal(await shown(() => Promise.reject(new TypeError('gone'))), 'unread');
    equal(await shown(() => new Response('{}', { status: 503 })), 'unread');
    equal(sessionStore.state.phase, 'signed-in');
    equal(await shown(() => new Response('{}', { status: 401 })), 'unread');
    equal(sessionStore.state.phase, 'expired');
    window.fetch = async () => new Response('here');
    /** @type {HTMLElement} */ (place.querySelector('[data-test="retry"]')).click();
    await quiet();
    equal(look.store.state.text, 'here');
  } finally {
    window.fetch = real;
    sessionStore.set({ phase });
  }
});
