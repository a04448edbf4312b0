// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from '/app/vendor/lit-html/lit-html.js';
import { sessionStore } from '/app/core/session.js';
import { Look } from '/app/library/look.js';
import { boxStore, boxView } from '/app/shared/box.js';
import { follow } from '/app/shared/guest.js';
import { transport } from '/app/uploads/transport.js';
import { equal, ok, settled, test } from './harness.js';

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

test('box: waits while the plug is away, sends where it was told to, and asks before the page goes', async () => {
  const [fetching, Request, { wait, reachable, readable }, place] = [window.fetch, window.XMLHttpRequest, transport, document.createElement('div')];
  const sent = /** @type {string[]} */ ([]);
  let up = false;
  let back = () => {};
  window.fetch = async () => Response.json({ plugName: 'p', locked: false, mode: 'drop', name: 'box', ownerName: 'Ada' });
  window.XMLHttpRequest = /** @type {any} */ (class extends EventTarget {
    upload = new EventTarget();
    status = 201;
    responseText = '';
    open = (/** @type {string} */ _method, /** @type {string} */ url) => (this.url = url);
    setRequestHeader() {}
    getResponseHeader = () => null;
    send() {
      if (up) sent.push(String(this.url));
      queueMicrotask(() => this.dispatchEvent(new Event(up ? 'load' : 'error')));
    }
  });
  transport.wait = () => new Promise((resolve) => (back = resolve));
  transport.reachable = async () => up;
  transport.readable = async () => true;
  const leaves = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
  const states = () => boxStore.state.items.map(({ state }) => state);
  try {
    location.hash = '#aaaa';
    await follow();
    render(boxView(), place);
    const input = /** @type {HTMLInputElement} */ (place.querySelector('[data-test="guest-input"]'));
    const files = new DataTransfer();
    for (const name of ['1', '2']) files.items.add(new File(['x'], name));
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    for (let i = 0; i < 9; i++) {
      back();
      await quiet();
    }
    equal(states(), ['waiting', 'waiting'], 'nothing fails however long the plug is away');
    render(boxView(), place);
    ok(place.querySelector('[data-test="guest-away"]')?.textContent, 'says that the plug is away');
    ok(leaves(), 'asks before the page goes');
    location.hash = '#bbbb';
    await follow();
    up = true;
    back();
    await quiet();
    equal([states(), sent], [['done', 'done'], ['/api/v1/shared/aaaa/files/1', '/api/v1/shared/aaaa/files/2']]);
    render(boxView(), place);
    equal([leaves(), place.querySelector('[data-test="guest-away"]')?.textContent], [false, '']);
  } finally {
    window.fetch = fetching;
    window.XMLHttpRequest = Request;
    Object.assign(transport, { wait, reachable, readable });
    history.replaceState(null, '', location.pathname);
    boxStore.set({ items: [], away: false });
  }
});
