// SPDX-License-Identifier: AGPL-3.0-or-later
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, join, nameProblem, parent, stemLength } from '../core/paths.js';
import { announce } from '../ui/announce.js';
import { askName } from '../ui/dialogs.js';
import { toast } from '../ui/toasts.js';
import { entriesLeft, entryCame, isTaken, listingStore, refresh, selection, selectionChanged } from './listing.js';
import { focusActive } from './focus.js';
import { chooseFolder } from './move.js';

/** @typedef {import('./sort.js').Entry} Entry */

/** @param {string} name @returns {string | undefined} */
function checkName(name) {
  const problem = nameProblem(name);
  return problem && t(`name.${problem}`);
}

/** @param {string} path */
export async function newFolder(path) {
  const name = await askName({
    title: t('new-folder'), label: t('name'), value: '', submit: t('create'),
    check: (name) => checkName(name) ?? (isTaken(name) ? t('name.taken') : undefined),
    act: (name) => attempt(() => api.files.makeFolder(join(path, name)), 'new-folder'),
  });
  if (name === undefined) return;
  selection.activate(name);
  entryCame(path, { name, type: 'folder', bytes: 0, modified: new Date().toISOString() });
  focusWhenSorted();
  announce(t('new-folder.done', { name: isolated(name) }));
}

/** @param {string} path the folder @param {Entry} entry */
export async function rename(path, entry) {
  const name = await askName({
    title: t('rename'), label: t('name'), value: entry.name, selectTo: entry.type === 'folder' ? entry.name.length : stemLength(entry.name),
    submit: t('rename'),
    check: (name) => checkName(name),
    act: async (name) => (name === entry.name ? undefined : attempt(() => api.files.move(join(path, entry.name), join(path, name)), 'rename')),
  });
  if (name === undefined || name === entry.name) return;
  entriesLeft(path, [entry.name]);
  selection.activate(name);
  entryCame(path, { ...entry, name });
  focusWhenSorted();
  announce(t('rename.done', { name: isolated(name) }));
}

/** New names are sorted in a moment later. */
function focusWhenSorted() {
  setTimeout(focusActive, 250);
}

/** @param {() => Promise<any>} act @param {string} context @returns {Promise<string | undefined>} a sentence when it failed */
async function attempt(act, context) {
  try {
    await act();
    return undefined;
  } catch (error) {
    return sentence(error, context);
  }
}

/**
 * Does something to each, two at a time, and says what failed.
 * @template T
 * @param {Entry[]} entries
 * @param {(entry: Entry) => Promise<T>} act
 * @returns {Promise<{done: {entry: Entry, result: T}[], failed: {entry: Entry, error: unknown}[]}>}
 */
async function each(entries, act) {
  /** @type {{entry: Entry, result: T}[]} */
  const done = [];
  /** @type {{entry: Entry, error: unknown}[]} */
  const failed = [];
  const rest = [...entries];
  const worker = async () => {
    for (let entry = rest.shift(); entry; entry = rest.shift()) {
      try {
        done.push({ entry, result: await act(entry) });
      } catch (error) {
        failed.push({ entry, error });
        if (error instanceof api.ApiError && ['unauthenticated', 'network'].includes(error.kind)) rest.length = 0;
      }
    }
  };
  await Promise.all([worker(), worker()]);
  return { done, failed };
}

/** @param {{entry: Entry, error: unknown}[]} failed @param {string} context */
function tellFailed(failed, context) {
  if (failed.length === 0) return;
  const reason = sentence(failed[0].error, context);
  toast('bad', failed.length === 1 ? `${isolated(failed[0].entry.name)}: ${reason}` : t('failed.some', { count: failed.length, reason }));
}

/** Moves to the bin; the toast takes it back. @param {string} path the folder @param {Entry[]} entries */
export async function remove(path, entries) {
  if (entries.length === 0) return;
  const { done, failed } = await each(entries, (entry) => api.files.remove(join(path, entry.name)));
  const names = done.map(({ entry }) => entry.name);
  const vanished = failed.filter(({ error }) => error instanceof api.ApiError && error.kind === 'missing');
  entriesLeft(path, [...names, ...vanished.map(({ entry }) => entry.name)]);
  focusActive();
  if (names.length > 0) {
    const text = names.length === 1 ? t('delete.done-one', { name: isolated(names[0]) }) : t('delete.done', { count: names.length });
    toast('info', text, { undo: () => undoRemoval(path, done) });
  }
  tellFailed(failed.filter((each) => !vanished.includes(each)), 'delete');
}

/** @param {string} path @param {{entry: Entry, result: {undo: string}}[]} removed */
async function undoRemoval(path, removed) {
  const ids = new Map(removed.map(({ entry, result }) => [entry, result.undo]));
  const { done, failed } = await each(removed.map(({ entry }) => entry), (entry) => api.bin.restore(/** @type {string} */ (ids.get(entry))));
  for (const { entry } of done) entryCame(path, entry);
  if (done.length > 0) {
    selection.names = new Set(done.map(({ entry }) => entry.name));
    toast('good', done.length === 1 ? t('restore.done-one', { name: isolated(done[0].entry.name) }) : t('restore.done', { count: done.length }));
  }
  tellFailed(failed, 'restore');
}

/** @param {string} path the folder @param {Entry[]} entries */
export async function move(path, entries) {
  if (entries.length === 0) return;
  const target = await chooseFolder(path, entries.filter((entry) => entry.type === 'folder').map((entry) => join(path, entry.name)));
  if (target === undefined || target === path) return;
  await moveTo(path, entries, target);
}

/** @param {string} path @param {Entry[]} entries @param {string} target */
export async function moveTo(path, entries, target) {
  const { done, failed } = await each(entries, (entry) => api.files.move(join(path, entry.name), join(target, entry.name)));
  entriesLeft(path, done.map(({ entry }) => entry.name));
  focusActive();
  if (done.length > 0) {
    const folder = target === '' ? t('files.top') : isolated(baseName(target));
    const text = done.length === 1 ? t('move.done-one', { name: isolated(done[0].entry.name), folder }) : t('move.done', { count: done.length, folder });
    toast('info', text, { undo: () => undoMove(path, done.map(({ entry }) => entry), target) });
  }
  tellFailed(failed, 'move');
}

/** @param {string} path @param {Entry[]} entries @param {string} target */
async function undoMove(path, entries, target) {
  const { done, failed } = await each(entries, (entry) => api.files.move(join(target, entry.name), join(path, entry.name)));
  for (const { entry } of done) entryCame(path, entry);
  if (listingStore.state.path === target) refresh();
  tellFailed(failed, 'move');
}

/** Shares a file or a folder by a link. @param {string} path the folder @param {Entry} entry */
export async function share(path, entry) {
  try {
    const { openShare } = await import('../share/dialog.js');
    await openShare(join(path, entry.name), entry.type === 'folder' ? 'folder' : 'file');
  } catch (error) {
    toast('bad', sentence(error));
  }
}

/** Shows what a file held before. @param {string} path the folder @param {Entry} entry */
export async function versions(path, entry) {
  try {
    const { openVersions } = await import('../past/versions.js');
    await openVersions(join(path, entry.name));
  } catch (error) {
    toast('bad', sentence(error));
  }
}

/** Downloads each file as it is, each folder as a ZIP file. @param {string} path the folder @param {Entry[]} entries */
export async function download(path, entries) {
  const files = entries.filter((entry) => entry.type !== 'other');
  for (const [i, entry] of files.entries()) {
    // Browsers drop downloads that start at the same instant.
    if (i > 0) await new Promise((resolve) => setTimeout(resolve, 350));
    const link = document.createElement('a');
    const folder = entry.type === 'folder';
    link.href = folder ? api.archiveUrl(join(path, entry.name)) : downloadUrl(join(path, entry.name));
    link.download = folder ? `${entry.name}.zip` : entry.name;
    document.body.append(link);
    link.click();
    link.remove();
  }
}

/** @param {string} path */
export function downloadUrl(path) {
  return `${api.fileUrl(path)}?download`;
}

/** @param {string} path */
export function folderAbove(path) {
  return path === '' ? undefined : { path: parent(path), from: baseName(path) };
}

export function clearSelection() {
  selection.clear();
  selectionChanged();
}
