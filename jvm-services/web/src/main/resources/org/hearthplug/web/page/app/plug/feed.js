// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { sessionStore, whenSignedIn } from '../core/session.js';
import { Store } from '../core/store.js';
import { Arrivals } from './arrivals.js';
import { complete } from './snapshot.js';

/** @typedef {import('./types.js').Snapshot} Snapshot @typedef {import('./types.js').Sample} Sample */

/**
 * connecting: never heard from it yet · live: heard from it lately · lost: `since` says when last
 * moves: how many things came, went or changed since the page was opened
 * platform: whether the part that knows the hardware answers; `snapshotAt` says how old the snapshot is
 * @type {Store<{connection: 'connecting' | 'live' | 'lost', since: Date | undefined, platform: boolean, snapshot: Snapshot | undefined,
 *   snapshotAt: Date | undefined, services: import('./types.js').Service[] | undefined, history: Sample[], moves: number}>}
 */
export const plugStore = new Store({
  connection: 'connecting', since: undefined, platform: true, snapshot: undefined, snapshotAt: undefined, services: undefined, history: [], moves: 0,
});

export const arrivals = new Arrivals(() => plugStore.changed());

/** How long the processor's line remembers. */
export const HISTORY_MILLIS = 120_000;
/** The server sends a snapshot every second: after this silence it is asked whether it is still there. */
const SILENCE_MILLIS = 12_000;
/** Waits between attempts to connect, in milliseconds; the last one repeats. */
const WAITS = [500, 1000, 2000, 4000, 8000, 15_000];

/** @type {EventSource | undefined} */
let source;
let wanted = false;
let attempts = 0;
let lastHeard = 0;
let retryTimer = 0;
let watchTimer = 0;

/** Listens while the view is open and visible. @returns {() => void} what ends it */
export function follow() {
  wanted = true;
  plugStore.set({ connection: 'connecting' });
  document.addEventListener('visibilitychange', seen);
  addEventListener('online', hurry);
  watchTimer = window.setInterval(watch, 2000);
  connect();
  return () => {
    wanted = false;
    document.removeEventListener('visibilitychange', seen);
    removeEventListener('online', hurry);
    clearInterval(watchTimer);
    disconnect();
  };
}

/** A page nobody looks at costs the plug nothing. */
function seen() {
  if (document.hidden) disconnect();
  else hurry();
}

function hurry() {
  if (!wanted || source) return;
  attempts = 0;
  if (plugStore.state.connection === 'live') plugStore.set({ connection: 'connecting' });
  connect();
}

whenSignedIn(() => hurry());

function disconnect() {
  clearTimeout(retryTimer);
  source?.close();
  source = undefined;
}

function connect() {
  disconnect();
  if (!wanted || document.hidden) return;
  const stream = new EventSource(api.plug.eventsUrl);
  source = stream;
  lastHeard = performance.now();
  stream.addEventListener('snapshot', (event) => heard(() => snapshotCame(complete(JSON.parse(event.data)))));
  // A device event is followed by a snapshot at once: what came and went shows from two snapshots.
  stream.addEventListener('device', () => heard(() => plugStore.set({ moves: plugStore.state.moves + 1 })));
  stream.addEventListener('platform', (event) => heard(() => platformCame(JSON.parse(event.data).connected !== false)));
  stream.addEventListener('error', () => stream === source && broken());
}

/** @param {() => void} take */
function heard(take) {
  lastHeard = performance.now();
  attempts = 0;
  take();
  plugStore.set({ connection: 'live', since: new Date() });
}

/** @param {boolean} platform */
function platformCame(platform) {
  plugStore.set({ platform });
  if (!platform) findOutWhy();
}

/** Silence may mean that the plug is gone, or only that the platform has nothing to say. */
async function watch() {
  const asked = source;
  if (!asked || performance.now() - lastHeard < SILENCE_MILLIS) return;
  lastHeard = performance.now();
  const answered = await findOutWhy();
  if (source !== asked) return;
  if (answered && !plugStore.state.platform) heard(() => {});
  else broken();
}

async function broken() {
  disconnect();
  plugStore.set({ connection: plugStore.state.since || attempts > 0 ? 'lost' : 'connecting' });
  await findOutWhy();
  if (!wanted || source || sessionStore.state.phase !== 'signed-in') return;
  retryTimer = window.setTimeout(connect, WAITS[Math.min(attempts, WAITS.length - 1)]);
  attempts++;
}

/** An event stream does not say why it ended; an ordinary request does. @returns {Promise<boolean>} whether the plug answered */
async function findOutWhy() {
  try {
    const snapshot = complete(await api.plug.get());
    if (!plugStore.state.snapshot) plugStore.set({ snapshot, snapshotAt: new Date() });
    return true;
  } catch (error) {
    const busy = error instanceof api.ApiError && error.kind === 'unavailable';
    if (busy) plugStore.set({ platform: false, services: /** @type {any} */ (error.problem.services) });
    return busy;
  }
}

/** @param {Snapshot} snapshot */
function snapshotCame(snapshot) {
  const at = performance.now();
  const { snapshot: before, history } = plugStore.state;
  const sameBoot = before === undefined || before.bootId === snapshot.bootId;
  const kept = sameBoot ? history.filter((sample) => at - sample.at < HISTORY_MILLIS + 5000) : [];
  const milli = snapshot.thermal.length > 0 ? Math.max(...snapshot.thermal.map((zone) => zone.milliCelsius)) : undefined;
  const outside = snapshot.network.filter((each) => each.kind !== 'loopback');
  kept.push({
    at, usage: snapshot.cpu.usage, hertz: snapshot.cpu.frequencyHz, milliCelsius: milli,
    rx: outside.reduce((sum, each) => sum + each.rxBytes, 0), tx: outside.reduce((sum, each) => sum + each.txBytes, 0),
  });
  arrivals.snapshots(before?.storage, snapshot.storage);
  plugStore.set({ snapshot, snapshotAt: new Date(), history: kept, platform: true, services: undefined });
}
