// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import * as api from '../core/api.js';
import { bytes, shownName } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { Store } from '../core/store.js';
import { mounted } from '../ui/directives.js';
import { card } from './cards.js';
import { plugStore } from './feed.js';

/**
 * @typedef {{name: string, value: string}} Fact
 * @typedef {{kind: string, name: string, parent?: string, about: string, facts: Fact[]}} Part
 */

const SETTLE_MILLIS = 300;

/** @type {Store<{open: boolean, parts: Part[] | undefined, missing: string[]}>} */
export const hardwareStore = new Store({ open: false, parts: undefined, missing: [] });

async function ask() {
  if (document.hidden || !hardwareStore.state.open) return;
  try {
    hardwareStore.set(await api.plug.hardware());
  } catch {
    // The page says elsewhere that the plug cannot be reached.
  }
}

/** Looks again when something moved: nobody pays for a list that is folded. */
function follow() {
  let { moves } = plugStore.state;
  let timer = 0;
  const end = plugStore.subscribe((state) => {
    if (state.moves === moves) return;
    ({ moves } = state);
    clearTimeout(timer);
    timer = window.setTimeout(ask, SETTLE_MILLIS);
  });
  ask();
  return () => {
    clearTimeout(timer);
    end();
  };
}

/** @param {Event} event */
function toggled(event) {
  const { open } = /** @type {HTMLDetailsElement} */ (event.target);
  if (open === hardwareStore.state.open) return;
  hardwareStore.set({ open });
  ask();
}

export function hardwareCard() {
  const { open, parts, missing } = hardwareStore.state;
  const kinds = [...new Set(parts?.map((part) => part.kind))];
  return card({
    id: 'hardware', title: t('hardware.title'), symbol: 'cpu',
    body: html`<details data-test="hardware" ?open=${open} @toggle=${toggled} ${mounted(follow)}>
      <summary>${t('hardware.all')}</summary>
      ${!open ? nothing : parts === undefined ? html`<p class="quiet">${t('loading')}</p>` : kinds.map((kind) => kindView(kind, parts.filter((part) => part.kind === kind)))}
      ${missing.map((kind) => html`<p class="field-problem">${t('hardware.missing', { kind: kindTitle(kind) })}</p>`)}
    </details>`,
  });
}

/** @param {string} kind */
function kindTitle(kind) {
  return has(`hardware.kind.${kind}`) ? t(`hardware.kind.${kind}`) : kind;
}

/** @param {string} kind @param {Part[]} parts */
function kindView(kind, parts) {
  return html`<p class="thing-name">${kindTitle(kind)}</p><ul class="things">${parts.map((part) => html`
    <li class="thing" data-test="hardware-part" data-kind=${part.kind} data-name=${part.name}><div class="thing-body">
      <p><bdi>${shownName(part.about)}</bdi>${part.about === part.name ? nothing : html` <span class="quiet">${part.name}</span>`}</p>
      ${part.facts.length > 0 ? html`<p class="quiet">${part.facts.map(words).join(' · ')}</p>` : nothing}
    </div></li>`)}</ul>`;
}

/** What the kernel counts in bytes reads better in larger units. @param {Fact} fact */
export function words({ name, value }) {
  const [, count] = /^(\d+) B$/.exec(value) ?? [];
  const title = has(`hardware.fact.${name}`) ? t(`hardware.fact.${name}`) : name;
  const said = has(`hardware.value.${name}.${value}`) ? t(`hardware.value.${name}.${value}`) : value;
  return `${title} ${count === undefined ? said : bytes(Number(count))}`;
}
