// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, percent, shownName } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { routeHash } from '../core/router.js';
import { isOwner } from '../core/session.js';
import { confirm } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { meter } from './cards.js';
import { ailments, choices, diskTitle, failureWords, formatWords, isGrave, keptWords, room, stateWords } from './disk-words.js';
import { askDisks, disksStore, failed, followDisks, work } from './disks-feed.js';

/** @typedef {import('./disk-words.js').Disk} Disk @typedef {import('./disk-words.js').Choice} Choice */

/** The volumes of a device that are, or could be, for people's files. @param {string} device @returns {Disk[]} */
export function disksOf(device) {
  return isOwner() ? disksStore.state.disks?.filter((disk) => disk.disk === device) ?? [] : [];
}

/** What is said once for all disks, and what keeps them up to date. */
export function disksFoot() {
  if (!isOwner()) return nothing;
  const { disks, error } = disksStore.state;
  return html`<div class="disks-foot" data-test="disks" data-state=${error ? 'error' : disks ? 'ready' : 'loading'} data-count=${disks?.length ?? 0} ${mounted(followDisks)}>
    ${error ? html`<p class="field-problem" role="alert">${t('disks.error')} ${sentence(error)}</p><button class="text-button" data-test="retry" @click=${askDisks}>${t('retry')}</button>` : nothing}
    ${disks?.some(({ state }) => state === 'used') ? html`<p class="quiet">${t('disks.backup')}</p>` : nothing}</div>`;
}

/**
 * @param {Disk} disk
 * @param {{heading: string, alone: boolean, partition?: import('./types.js').Partition}} where under which heading; alone: no other volume is on its device
 */
export function diskView(disk, { heading, alone, partition }) {
  const space = room(disk, partition);
  const ails = ailments(disk, space);
  const { working: { [disk.volume]: doing }, failures: { [disk.volume]: failure } } = disksStore.state;
  // Alone it stands under the device's heading, which says either its label or the model.
  const model = alone && disk.model && disk.model.trim() !== heading ? isolated(disk.model.trim()) : '';
  const facts = [model, formatWords(disk.fileSystem), alone ? '' : bytes(disk.bytes)].filter(Boolean).join(' · ');
  return html`<div class="disk" role="group" tabindex="-1" aria-label=${isolated(diskTitle(disk))} data-test="disk" data-volume=${disk.volume} data-id=${disk.id} data-state=${disk.state}
      data-problem=${ails[0] ?? ''} data-name=${disk.name ?? ''} data-busy=${doing ?? ''}>
    <p class="quiet disk-facts"><span>${disk.label && disk.label !== heading ? html`<bdi>${shownName(disk.label)}</bdi> · ` : nothing}${facts}</span>
      ${space ? html`<span class="partition-free">${t('storage.free', { free: bytes(space.free), total: bytes(space.total) })}</span>` : nothing}</p>
    ${space ? meter(1 - space.free / space.total, t('storage.meter', { used: percent(1 - space.free / space.total) }), ails.includes('full') ? 'bad' : '') : nothing}
    <p data-test="disk-state" aria-live="polite">${doing ? t(`disks.working.${doing}`) : stateWords({ ...disk, name: disk.name && isolated(disk.name) })}</p>
    ${ails.map((problem) => (has(`disks.problem.${problem}`) ? html`<div class="notice ${isGrave(problem) ? 'bad' : 'warn'}" data-test="disk-problem" data-problem=${problem}>
      ${icon(isGrave(problem) ? 'warning' : 'info')}<p>${t(`disks.problem.${problem}`)}</p></div>` : nothing))}
    <p class="field-problem" role="alert" data-test="disk-failure">${failure ?? ''}</p>
    <div class="disk-buttons">${repeat(choices(disk), (choice) => choice, (choice, i) => button(disk, choice, i === 0, Boolean(doing)))}</div></div>`;
}

/** @param {Disk} disk @param {Choice} choice @param {boolean} first @param {boolean} disabled */
function button(disk, choice, first, disabled) {
  const label = choice === 'use' && disk.state !== 'offered' ? t(disk.state === 'failed' ? 'retry' : 'disks.use-again') : t(`disks.${choice}`);
  const named = t('disks.button', { what: label, name: isolated(diskTitle(disk)) });
  if (choice === 'open') return html`<a class="button" data-test="disk-open" href=${routeHash({ view: 'files', path: disk.name ?? '' })} aria-label=${named}>${label}</a>`;
  // What changes most is offered most quietly, unless there is nothing else to do.
  const quiet = choice === 'forget' || (choice === 'prepare' && disk.state !== 'offered' && !first);
  const looks = quiet ? 'text-button' : `button ${first && choice === 'use' ? 'primary' : ''}`;
  return html`<button class=${looks} data-test="disk-${choice}" aria-label=${named} ?disabled=${disabled} @click=${() => ACTS[choice](disk)}>${label}</button>`;
}

/** @type {Record<Exclude<Choice, 'open'>, (disk: Disk) => Promise<unknown>>} */
const ACTS = {
  // What was used before is used again as it was.
  use: (disk) => (disk.known ? attempt(disk, 'use', () => api.disks.use(disk.volume, disk.identity, disk.name ?? undefined), 'disks.used') : dialog(disk, 'openUse')),
  prepare: (disk) => dialog(disk, 'openPrepare'),
  share: (disk) => dialog(disk, 'openDiskShare'),
  release: (disk) => attempt(disk, 'release', () => api.disks.release(disk.volume), 'disks.released'),
  async forget(disk) {
    if (!(await confirm({ title: t('disks.forget.title', { name: isolated(diskTitle(disk)) }), text: `${t('disks.forget.text')} ${keptWords(disk)}`.trim(), label: t('disks.forget'), danger: false }))) return;
    await attempt(disk, 'forget', () => api.disks.forget(disk.volume), 'disks.forgotten');
  },
};

/** @param {Disk} disk @param {'use' | 'release' | 'forget'} what @param {() => Promise<Disk>} act @param {string} done what is said when it is */
async function attempt(disk, what, act, done) {
  try {
    await work(disk, what, act);
    toast('good', [t(done, { name: isolated(diskTitle(disk)) }), what === 'release' ? keptWords(disk) : ''].filter(Boolean).join(' '));
  } catch (error) {
    failed(disk, failureWords(error));
  }
  refocus(disk);
}

/** @param {Disk} disk @param {'openUse' | 'openPrepare' | 'openDiskShare'} which */
async function dialog(disk, which) {
  try {
    const dialogs = await import('./disk-dialogs.js');
    await dialogs[which](disk);
  } catch (error) {
    toast('bad', failureWords(error));
  }
  refocus(disk);
}

/** Where the button that was pressed is gone, the keyboard goes on at the same disk. @param {Disk} disk */
function refocus({ volume }) {
  setTimeout(() => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const row = [...document.querySelectorAll('[data-test="disk"]')].find((each) => each instanceof HTMLElement && each.dataset.volume === volume);
    /** @type {HTMLElement | null | undefined} */ (row?.querySelector('a, button:enabled') ?? row)?.focus();
  });
}
