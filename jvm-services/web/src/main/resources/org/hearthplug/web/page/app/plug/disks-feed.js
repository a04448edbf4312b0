// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { whenSignedOut } from '../core/session.js';
import { Store } from '../core/store.js';
import { announce } from '../ui/announce.js';
import { choices, diskTitle } from './disk-words.js';
import { plugStore } from './feed.js';

/** @typedef {import('./disk-words.js').Disk} Disk @typedef {'use' | 'prepare' | 'release' | 'forget'} Work */

const NOTHING = { disks: undefined, error: undefined, working: {}, failures: {} };
/** What is plugged in comes in several steps. */
const SETTLE_MILLIS = 300;

/**
 * working: what is being done, by volume · failures: what went wrong last, by volume
 * error: why they could not be read, when the page does not say so elsewhere
 * @type {Store<{disks: Disk[] | undefined, error: unknown, working: Record<string, Work>, failures: Record<string, string>}>}
 */
export const disksStore = new Store(NOTHING);

let round = 0;

/** Reads them anew. An answer that was overtaken by another, or by a change made here, is dropped. */
export async function askDisks() {
  const mine = ++round;
  try {
    const disks = await api.disks.list();
    if (mine === round) taken(disks);
  } catch (error) {
    const said = error instanceof api.ApiError && ['network', 'unavailable', 'unauthenticated'].includes(error.kind);
    if (mine === round) disksStore.set({ error: said ? undefined : error });
  }
}

/** @param {Disk[]} disks */
function taken(disks) {
  const { disks: before, failures } = disksStore.state;
  const came = before === undefined ? [] : disks.filter((disk) => disk.state === 'offered' && choices(disk).length > 0 && !before.some((each) => each.identity === disk.identity));
  for (const disk of came) announce(t('disks.offered', { name: isolated(diskTitle(disk)) }));
  const there = Object.entries(failures).filter(([volume]) => disks.some((disk) => disk.volume === volume && before?.some((each) => each.identity === disk.identity)));
  disksStore.set({ disks, error: undefined, failures: Object.fromEntries(there) });
}

/** What of the plug's state says that other disks may be there; empty while nothing is heard of them. @param {typeof plugStore.state} state */
export function mark({ connection, platform, snapshot }) {
  if (connection === 'lost' || !platform || !snapshot) return '';
  return JSON.stringify(snapshot.storage.map(({ name, serial, partitions }) => [name, serial, partitions.map((each) => [each.name, each.mountPoint, each.label, each.fileSystem])]));
}

/** Reads them now, and again whenever the plug's storage is another one. */
export function followDisks() {
  let seen = mark(plugStore.state);
  let timer = 0;
  const end = plugStore.subscribe((state) => {
    const now = mark(state);
    if (now === seen) return;
    seen = now;
    clearTimeout(timer);
    if (now) timer = window.setTimeout(askDisks, SETTLE_MILLIS);
  });
  askDisks();
  return () => {
    clearTimeout(timer);
    end();
  };
}

/** @param {Disk} disk @param {string} failure empty when there is none any more */
export function failed({ volume }, failure) {
  const { [volume]: _, ...failures } = disksStore.state.failures;
  disksStore.set({ failures: failure ? { ...failures, [volume]: failure } : failures });
}

/** Does something with a disk, and shows meanwhile what. @param {Disk} disk @param {Work} what @param {() => Promise<Disk>} act */
export async function work(disk, what, act) {
  failed(disk, '');
  disksStore.set({ working: { ...disksStore.state.working, [disk.volume]: what } });
  try {
    changed(disk, await act());
  } finally {
    const { [disk.volume]: _, ...working } = disksStore.state.working;
    disksStore.set({ working });
    askDisks();
  }
}

/** @param {Disk} disk @param {Partial<Disk>} now */
export function changed({ volume }, now) {
  // What was asked before does not know it yet.
  round++;
  disksStore.set({ disks: disksStore.state.disks?.map((each) => (each.volume === volume ? { ...each, ...now } : each)) });
}

whenSignedOut(() => {
  round++;
  disksStore.set(NOTHING);
});
