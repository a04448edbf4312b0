// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { entries, send, snapshots } from './state.js';
import { sentence } from '../core/errors.js';
import { bytes, fullDate, isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { Store } from '../core/store.js';
import { dialogButtons, openDialog } from '../ui/dialogs.js';
import { entryIcon, icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';

/** @typedef {{id: string, time: string, host: string, paths: string[], roots: {root: string, name: string}[], everybody: boolean}} Snapshot @typedef {{name: string, type: string, bytes: number}} Entry */

/** @type {Store<{snapshots: Snapshot[], snapshot?: Snapshot, root: string, path: string, entries?: Entry[], total: number, chosen: Set<string>, problem: string}>} */
export const browseStore = new Store({ snapshots: [], root: '', path: '', total: 0, chosen: new Set(), problem: '' });

export async function openBrowser() {
  try {
    const all = (await snapshots()).snapshots ?? [];
    if (all.length === 0) return toast('info', t('backup.none-yet'));
    browseStore.set({ snapshots: all, chosen: new Set() });
    const first = all.find((each) => each.roots[0].name === '') ?? all[0];
    await enter(first, own(first), '');
  } catch (error) {
    toast('bad', sentence(error));
  }
}

/** When it was made, and of which disk if it is one's. @param {Snapshot} snapshot */
function title({ time, roots }) {
  const when = fullDate(new Date(time));
  return roots.length === 1 && roots[0].name !== '' ? `${shownName(roots[0].name)} · ${when}` : when;
}

/** The owner's own files in it, or a disk's. @param {Snapshot} snapshot */
const own = (snapshot) => snapshot.roots[0].root;

/** @param {Snapshot} snapshot @param {string} root @param {string} path */
async function enter(snapshot, root, path) {
  browseStore.set({ snapshot, root, path, entries: undefined, problem: '' });
  const stillAsked = () => {
    const { state } = browseStore;
    return state.snapshot === snapshot && state.root === root && state.path === path;
  };
  try {
    const { entries: found = [], total } = await entries(snapshot.id, root, path);
    found.sort((a, b) => (a.type === b.type ? a.name.localeCompare(b.name, undefined, { numeric: true }) : a.type === 'folder' ? -1 : 1));
    if (stillAsked()) browseStore.set({ entries: found, total });
  } catch (error) {
    if (stillAsked()) browseStore.set({ problem: sentence(error), entries: [] });
  }
}

const close = () => browseStore.set({ snapshot: undefined, chosen: new Set() });

/** @param {string} name */
const full = (name) => (browseStore.state.path === '' ? name : `${browseStore.state.path}/${name}`);

/** @param {string} name */
function toggle(name) {
  const chosen = new Set(browseStore.state.chosen);
  if (!chosen.delete(full(name))) chosen.add(full(name));
  browseStore.set({ chosen });
}

/** Asks where to, and starts. */
function askRestore() {
  const { snapshot, root, chosen } = browseStore.state;
  if (!snapshot) return undefined;
  const everybody = snapshot.everybody && chosen.size === 0 && root === own(snapshot);
  const stamp = new Date(snapshot.time).toISOString().slice(0, 16).replace('T', ' ').replace(':', '.');
  let problem = '';
  let busy = false;
  return openDialog(chosen.size === 0 ? t('backup.restore.all') : t('backup.restore.some', { count: chosen.size }), (frame) => {
    const submit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      const where = new FormData(form).get('where');
      const folder = where !== 'folder' ? '' : String(new FormData(form).get('folder')).trim();
      busy = true;
      frame.refresh();
      try {
        await send('POST', 'restore', where === 'everybody' ? { snapshot: snapshot.id, everybody: true } : { snapshot: snapshot.id, root, paths: [...chosen], folder });
        frame.close();
        close();
      } catch (error) {
        problem = sentence(error);
        busy = false;
        frame.refresh();
      }
    };
    return html`<form class="stack" novalidate @submit=${submit}>
      <label class="check-line"><input type="radio" name="where" value="folder" checked data-test="restore-folder" /><span>${t('backup.restore.folder')}</span></label>
      <label class="field"><span class="field-label">${t('name')}</span><input class="input" name="folder" data-test="restore-name" dir="auto" autocomplete="off" .defaultValue=${t('backup.restore.name', { time: stamp })} /></label>
      <label class="check-line"><input type="radio" name="where" value="place" data-test="restore-place" /><span>${t('backup.restore.place')}</span></label>
      ${everybody ? html`<label class="check-line"><input type="radio" name="where" value="everybody" data-test="restore-everybody" /><span>${t('backup.restore.everybody')}</span></label><p class="quiet">${t('backup.restore.everybody.hint')}</p>` : nothing}
      <p class="quiet">${t('backup.restore.bin')}</p>
      <p class="field-problem" role="alert">${problem}</p>
      ${dialogButtons(frame, { label: t('backup.restore'), disabled: busy })}</form>`;
  });
}

/** @param {Entry} entry */
function entryView(entry) {
  const { chosen, snapshot, root } = browseStore.state;
  return html`<li class="backup-entry" data-test="snapshot-entry" data-name=${entry.name} data-type=${entry.type}>
    <input type="checkbox" data-test="snapshot-check" aria-label=${t('backup.choose', { name: isolated(entry.name) })} .checked=${chosen.has(full(entry.name))} @change=${() => toggle(entry.name)} />
    ${icon(entryIcon({ name: entry.name, type: /** @type {any} */ (entry.type) }), entry.type === 'folder' ? 'folder' : '')}
    <div class="thing-body">${entry.type === 'folder' && snapshot
      ? html`<button class="link-button" data-test="snapshot-enter" @click=${() => enter(snapshot, root, full(entry.name))}><bdi>${shownName(entry.name)}</bdi></button>`
      : html`<bdi>${shownName(entry.name)}</bdi><span class="quiet">${bytes(entry.bytes ?? 0)}</span>`}</div></li>`;
}

/** @param {import('./state.js').Backup} backup */
export function browserView(backup) {
  const { snapshots: all, snapshot, root, path, entries: found, total, chosen, problem } = browseStore.state;
  if (!snapshot) return nothing;
  const parts = path === '' ? [] : path.split('/');
  const other = (/** @type {Event} */ event) => {
    const wanted = all.find((each) => each.id === /** @type {HTMLSelectElement} */ (event.currentTarget).value);
    if (wanted) {
      browseStore.set({ chosen: new Set() });
      enter(wanted, own(wanted), '');
    }
  };
  const whose = (/** @type {Event} */ event) => {
    browseStore.set({ chosen: new Set() });
    enter(snapshot, /** @type {HTMLSelectElement} */ (event.currentTarget).value, '');
  };
  return html`<section class="card" data-test="backup-browser" data-path=${path} data-state=${found ? 'ready' : 'loading'}>
    <div class="backup-row wrap"><label class="field"><span class="field-label">${t('backup.snapshot')}</span>
      <select class="input" data-test="snapshot-select" @change=${other}>${all.map((each) => html`<option value=${each.id} ?selected=${each.id === snapshot.id}>${title(each)}</option>`)}</select></label>
      ${snapshot.roots.length > 1 ? html`<label class="field"><span class="field-label">${t('backup.whose')}</span>
        <select class="input" data-test="root-select" @change=${whose}>${snapshot.roots.map((each) => html`<option value=${each.root} ?selected=${each.root === root}>${each.name === '' ? t('backup.whose.own') : shownName(each.name)}</option>`)}</select></label>` : nothing}
      <button class="button primary" data-test="backup-restore" ?disabled=${backup.job !== undefined} @click=${askRestore}>${icon('restore')}${chosen.size === 0 ? t('backup.restore.all') : t('backup.restore.some', { count: chosen.size })}</button>
      <button class="button" data-test="backup-browse-close" @click=${close}>${t('close')}</button></div>
    <nav class="backup-row wrap" aria-label=${t('backup.snapshot')}><button class="text-button" @click=${() => enter(snapshot, root, '')}>${t('files.top')}</button>
      ${parts.map((part, i) => html`<span aria-hidden="true">/</span><button class="text-button" @click=${() => enter(snapshot, root, parts.slice(0, i + 1).join('/'))}><bdi>${shownName(part)}</bdi></button>`)}</nav>
    ${problem ? html`<p class="field-problem" role="alert">${problem}</p>` : nothing}
    ${found ? html`<ul class="backup-entries">${found.map(entryView)}</ul>` : html`<p class="quiet" role="status">${t('loading')}</p>`}
    ${found && total > found.length ? html`<p class="quiet">${t('backup.more', { count: total - found.length })}</p>` : nothing}</section>`;
}
