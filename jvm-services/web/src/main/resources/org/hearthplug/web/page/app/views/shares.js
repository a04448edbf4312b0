// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, parent } from '../core/paths.js';
import { routeHash } from '../core/router.js';
import { linkStore, loadLinks, takeBack } from '../share/links.js';
import { confirm } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { blank } from './files.js';

/** @typedef {import('../share/links.js').Link} Link */

export const stores = [linkStore];

/** @param {Link} link */
function nameOf(link) {
  return link.album ?? baseName(link.path);
}

/** @param {Link} link */
async function revoke(link) {
  const sure = link.state !== 'open' || (await confirm({ title: t('shares.revoke.title', { name: isolated(nameOf(link)) }), text: t('shares.revoke.text'), label: t('shares.revoke') }));
  if (!sure) return;
  try {
    await takeBack(link);
    toast('info', t('shares.revoked', { name: isolated(nameOf(link)) }));
  } catch (error) {
    toast('bad', sentence(error, 'share'));
    loadLinks();
  }
}

/** @param {Link} link */
function facts(link) {
  return [
    t(`shares.mode.${link.mode}`),
    link.state === 'expired' ? '' : link.expires ? t('shares.until', { time: moment(new Date(link.expires)) }) : t('shares.for-ever'),
    link.locked ? t('shares.locked') : '',
    link.mode === 'drop' ? t('shares.received', { count: link.files ?? 0, size: bytes(link.bytes ?? 0) }) : '',
    link.lastVisit ? t('shares.visited', { time: moment(new Date(link.lastVisit)) }) : link.mode === 'read' ? t('shares.never-visited') : '',
  ].filter(Boolean).join(' · ');
}

/** @param {Link} link */
function row(link) {
  const path = link.path.slice(1);
  const folder = link.type === 'folder' ? path : parent(path);
  const place = link.album === undefined ? routeHash({ view: 'files', path: folder }) : routeHash({ view: 'albums', path: link.album });
  return html`<li class="bin-row" data-test="share-row" data-path=${link.path} data-state=${link.state} data-mode=${link.mode}>
    ${icon(link.mode === 'drop' ? 'upload' : link.type === 'folder' ? 'files' : link.type === 'album' ? 'picture' : 'file', link.type === 'folder' && link.mode === 'read' ? 'folder' : '')}
    <div class="thing-body"><p class="thing-name"><a class="share-name" href=${place}><bdi>${shownName(nameOf(link))}</bdi></a>
        ${link.state === 'open' ? nothing : html` <span class="tag">${t(`shares.state.${link.state}`)}</span>`}</p>
      <p class="quiet">${link.note ? html`<bdi>${shownName(link.note)}</bdi> · ` : nothing}${facts(link)}</p></div>
    <button class="button danger" data-test="share-revoke" aria-label=${t('shares.revoke-named', { name: isolated(nameOf(link)) })} @click=${() => revoke(link)}>${icon('close')}<span>${t('shares.revoke')}</span></button>
  </li>`;
}

function content() {
  const { state, items, error } = linkStore.state;
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('shares.error'), text: sentence(error), action: html`<button class="button" data-test="retry" @click=${loadLinks}>${icon('retry')}${t('retry')}</button>` });
  if (items.length === 0) return blank({ symbol: 'link', title: t('shares.nothing'), text: t('shares.nothing.text'), action: html`<a class="button" href=${routeHash({ view: 'files', path: '' })}>${icon('files')}${t('photos.to-files')}</a>` });
  return html`<p class="quiet shares-lead">${t('shares.lead')}</p><ul class="bin-list">${repeat(items, (link) => link.id, row)}</ul>`;
}

/** The links that the owner made. */
export function view() {
  const { state, items } = linkStore.state;
  return html`<div class="shares" data-test="shares-view" data-state=${state} data-count=${items.length} ${mounted(() => void loadLinks())}>
    <h1 class="view-title" tabindex="-1">${t('shares.title')}</h1>
    ${content()}
  </div>`;
}
