// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { diskField, diskOptions } from './disk-choice.js';
import { keepLaptopsOn, laptops } from './state.js';
import { ago } from './times.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated } from '../core/format.js';
import { t } from '../core/i18n.js';
import { poll } from '../core/poll.js';
import { sessionStore } from '../core/session.js';
import { Store } from '../core/store.js';
import { askDisks, disksStore } from '../plug/disks-feed.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';

/** @type {Store<import('./state.js').Laptops>} */
export const laptopStore = new Store({ items: [], certificate: '', disk: '', diskName: '', away: false, elsewhere: 0 });

const INTERVAL_MILLIS = 10_000;

/** Other computers save by themselves: the list is asked for again while it is looked at. */
function watch() {
  askDisks();
  return poll(load, () => INTERVAL_MILLIS).end;
}

/** How many changes have been answered. An answer that was on its way meanwhile may tell of before. */
let changes = 0;

async function load() {
  const before = changes;
  const answer = await laptops().catch(() => undefined);
  if (answer && changes === before) taken(answer);
}

/** The plug leaves out what is empty. @param {Partial<import('./state.js').Laptops>} answer */
function taken(answer) {
  laptopStore.set({ items: [], certificate: '', disk: '', diskName: '', away: false, elsewhere: 0, ...answer });
}

/** @param {string} disk @param {HTMLSelectElement} select */
async function choose(disk, select) {
  try {
    const answer = await keepLaptopsOn(disk);
    changes++;
    taken(answer);
  } catch (error) {
    toast('bad', sentence(error));
    select.value = laptopStore.state.disk;
    askDisks();
  }
}

/** On which disk, where there is a choice. @param {import('./state.js').Laptops} laptops */
function keptView({ disk, diskName, away, elsewhere }) {
  const { disks } = disksStore.state;
  const chosen = { disk, diskName };
  return html`${diskOptions(disks, chosen).length < 2 ? nothing : diskField({ label: t('backup.laptops.disk'), test: 'laptops-disk', disks, chosen, change: choose })}
    ${away ? html`<p class="backup-trouble" role="status" data-test="laptops-away">${t('backup.laptops.away', { name: isolated(diskName) })}</p>` : nothing}
    ${elsewhere > 0 ? html`<p class="quiet" data-test="laptops-elsewhere" data-count=${elsewhere}>${t('backup.laptops.elsewhere', { count: elsewhere })}</p>` : nothing}`;
}

/** What other computers keep on the plug, and how they get there. */
export function laptopsView() {
  const { items, certificate } = laptopStore.state;
  return html`<section class="card" data-test="laptops" ${mounted(watch)}><h2 class="card-title">${icon('cable')}${t('backup.laptops')}</h2>
    <p class="quiet">${t('backup.laptops.text')}</p>
    <p><code class="mono" data-test="laptops-address">restic --cacert hearth.pem -r rest:https://${encodeURIComponent(sessionStore.state.ownerName)}:${t('backup.laptops.password')}@${location.host}/restic/${t('backup.laptops.name')}/ init</code></p>
    <p class="quiet"><a href="data:application/x-pem-file;base64,${btoa(certificate)}" download="hearth.pem" data-test="laptops-certificate">hearth.pem</a> ${t('backup.laptops.certificate')}</p>
    ${keptView(laptopStore.state)}
    ${items.length === 0 ? nothing : html`<ul class="things">${items.map((item) => html`<li class="backup-past" data-test="laptop" data-name=${item.name}><span class="dot ${item.newest ? 'good' : ''}"></span>
      <div><p><strong>${item.name}</strong> · ${bytes(item.bytes)}</p><p class="quiet">${item.newest ? t('backup.place.newest', { ago: ago(new Date(item.newest)) }) : t('backup.place.empty')}</p></div></li>`)}</ul>`}</section>`;
}
