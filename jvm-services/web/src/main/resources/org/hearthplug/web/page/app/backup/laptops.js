// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { laptops } from './state.js';
import { ago } from './times.js';
import { bytes } from '../core/format.js';
import { t } from '../core/i18n.js';
import { sessionStore } from '../core/session.js';
import { Store } from '../core/store.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';

/** @type {Store<{items: {name: string, bytes: number, newest?: string}[], certificate: string}>} */
export const laptopStore = new Store({ items: [], certificate: '' });

const INTERVAL_MILLIS = 10_000;

/** Other computers save by themselves: the list is asked for again while it is looked at. */
function watch() {
  load();
  const timer = window.setInterval(load, INTERVAL_MILLIS);
  return () => window.clearInterval(timer);
}

function load() {
  laptops().then(({ items = [], certificate = '' }) => laptopStore.set({ items, certificate }), () => undefined);
}

/** What other computers keep on the plug, and how they get there. */
export function laptopsView() {
  const { items, certificate } = laptopStore.state;
  return html`<section class="card" data-test="laptops" ${mounted(watch)}><h2 class="card-title">${icon('cable')}${t('backup.laptops')}</h2>
    <p class="quiet">${t('backup.laptops.text')}</p>
    <p><code class="mono" data-test="laptops-address">restic --cacert hearth.pem -r rest:https://${encodeURIComponent(sessionStore.state.ownerName)}:${t('backup.laptops.password')}@${location.host}/restic/${t('backup.laptops.name')}/ init</code></p>
    <p class="quiet"><a href="data:application/x-pem-file;base64,${btoa(certificate)}" download="hearth.pem" data-test="laptops-certificate">hearth.pem</a> ${t('backup.laptops.certificate')}</p>
    ${items.length === 0 ? nothing : html`<ul class="things">${items.map((item) => html`<li class="backup-past" data-test="laptop" data-name=${item.name}><span class="dot ${item.newest ? 'good' : ''}"></span>
      <div><p><strong>${item.name}</strong> · ${bytes(item.bytes)}</p><p class="quiet">${item.newest ? t('backup.place.newest', { ago: ago(new Date(item.newest)) }) : t('backup.place.empty')}</p></div></li>`)}</ul>`}</section>`;
}
