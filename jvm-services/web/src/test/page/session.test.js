// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '/app/core/api.js';
import { sessionStore, signIn, signOut, start, whenSignedIn, whenSignedOut } from '/app/core/session.js';
import { queue } from '/app/uploads/uploads.js';
import { answered, equal, hide, stopTime, test } from './harness.js';

/** @type {string[]} */
let told = [];
whenSignedIn(() => told.push('in'));
whenSignedOut(() => told.push('out'));

/** A plug at which somebody is signed in, or nobody. */
const plug = { person: 'a', asked: 0 };

const answers = async (/** @type {any} */ url, /** @type {any} */ options) => {
  plug.asked++;
  const { pathname } = new URL(url, location.href);
  if (pathname === '/api/v1/setup') return Response.json({ claimed: true, plugName: 'Plug', fingerprint: '' });
  if (options.method === 'POST') plug.person = JSON.parse(options.body).ownerName.toLowerCase();
  if (options.method === 'DELETE') plug.person = '';
  if (plug.person === '' || pathname !== '/api/v1/session') return new Response('{}', { status: 401 });
  return Response.json({ id: plug.person, name: plug.person.toUpperCase(), role: 'member', ownerName: 'A', plugName: 'Plug' });
};

/** With A signed in. @param {string} name @param {() => Promise<void>} run */
function signedInTest(name, run) {
  test(name, async () => {
    const real = window.fetch;
    window.fetch = /** @type {any} */ (answers);
    plug.person = 'a';
    try {
      await start();
      told = [];
      await run();
    } finally {
      await signOut();
      window.fetch = real;
      queue.blocked = undefined;
      hide(false);
      Reflect.deleteProperty(document, 'hidden');
    }
  });
}

const phase = () => sessionStore.state.phase;

/** Any request that is told that nobody is signed in. */
const ended = () => request('GET', '/api/v1/plug').catch(() => {});

signedInTest('session: the same person goes on after a session that ended', async () => {
  await ended();
  equal(phase(), 'expired');
  await signIn('A', 'x');
  equal([phase(), told], ['signed-in', ['in']]);
});

signedInTest('session: another person gets nothing of what was there, and no file that waits', async () => {
  queue.blocked = 'session';
  queue.add([{ file: new File(['x'], 'private.txt'), folder: '' }], '');
  await ended();
  await signIn('B', 'x');
  equal([phase(), told, queue.uploads.length], ['starting', ['out'], 0]);
});

signedInTest('session: an invitation that was taken up here is another person, too', async () => {
  plug.person = 'b';
  await start();
  equal([phase(), told], ['starting', ['out']]);
});

signedInTest('session: what another tab did is found out when this one is looked at again', async () => {
  hide(true);
  await answered();
  hide(false);
  await answered();
  equal([phase(), told], ['signed-in', []], 'nothing happened');
  plug.person = '';
  hide(false);
  await answered();
  equal([phase(), told], ['expired', []], 'signed out');
  plug.person = 'a';
  hide(false);
  await answered();
  equal([phase(), told], ['signed-in', ['in']], 'in again');
  plug.person = 'b';
  hide(false);
  await answered();
  equal([phase(), told], ['starting', ['in', 'out']], 'another one');
});

signedInTest('session: who signs out leaves nothing, and the way in is shown by a page that is new', async () => {
  await signOut();
  equal([phase(), told], ['starting', ['out']]);
});

test('session: a plug that does not answer is asked by one loop, however often somebody presses', async () => {
  const real = window.fetch;
  let asked = 0;
  /** @type {(() => void)[]} */
  const held = [];
  window.fetch = () => new Promise((_resolve, reject) => {
    asked++;
    held.push(() => reject(new TypeError('unreachable')));
  });
  const time = stopTime();
  const fail = async () => {
    held.splice(0).forEach((each) => each());
    await answered();
  };
  try {
    start();
    start();
    equal(asked, 1, 'two presses');
    await fail();
    start();
    await fail();
    equal([phase(), asked, time.waits().length], ['unreachable', 2, 1], 'pressed between');
    await time.pass();
    equal(asked, 3);
    window.fetch = /** @type {any} */ (answers);
    plug.person = '';
    await fail();
    await time.pass();
    equal([phase(), time.waits()], ['signed-out', []]);
  } finally {
    time.goesOn();
    window.fetch = real;
    sessionStore.set({ phase: 'starting' });
  }
});

test('away: the plug is not asked again before it answered', async () => {
  const [real, interval, { lang, dataset: { theme } }] = [window.fetch, window.setInterval, document.documentElement];
  let asked = 0;
  /** @type {((answer: Response) => void)[]} */
  const held = [];
  window.fetch = () => new Promise((resolve) => {
    asked++;
    held.push(resolve);
  });
  const time = stopTime();
  const again = (/** @type {() => void} */ act) => setTimeout(() => {
    act();
    again(act);
  }, 1);
  window.setInterval = /** @type {any} */ (again);
  try {
    const script = document.createElement('script');
    const loaded = new Promise((resolve) => script.addEventListener('load', resolve));
    document.head.append(Object.assign(script, { src: '/app/away.js' }));
    await loaded;
    await time.pass();
    await time.pass();
    dispatchEvent(new Event('online'));
    equal(asked, 1);
    held[0](new Response('', { status: 503 }));
    await answered();
    await time.pass();
    equal(asked, 2);
  } finally {
    time.goesOn();
    [window.fetch, window.setInterval] = [real, interval];
    document.documentElement.lang = lang;
    document.documentElement.dataset.theme = theme;
  }
});
