// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { guard } from '../vendor/lit-html/directives/guard.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { thumbUrl } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { duration, isolated, shownName } from '../core/format.js';
import { language, languageCode, t } from '../core/i18n.js';
import { baseName } from '../core/paths.js';
import { routeHash } from '../core/router.js';
import { byMonth, openTimeline, readOn, timelineStore } from '../library/timeline.js';
import { GOOD_WIDTH, wantThumb } from '../library/thumbs.js';
import { look, viewerStore, viewerView } from '../library/viewer.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { blank } from './files.js';

/** @typedef {import('../library/timeline.js').Picture} Picture */

/** @param {HTMLImageElement} image @param {Picture} picture */
function better(image, picture) {
  wantThumb(picture.path, picture.bytes, (made) => {
    if (!made || !image.isConnected) return;
    image.hidden = false;
    image.src = `${thumbUrl(picture.path)}?made`;
  });
}

/** @param {Picture} picture */
function tile(picture) {
  const name = baseName(picture.path);
  const came = (/** @type {Event} */ event) => {
    const image = /** @type {HTMLImageElement} */ (event.target);
    if (image.naturalWidth < GOOD_WIDTH && image.naturalHeight < GOOD_WIDTH && picture.width > GOOD_WIDTH) better(image, picture);
  };
  const failed = (/** @type {Event} */ event) => {
    const image = /** @type {HTMLImageElement} */ (event.target);
    image.hidden = true;
    better(image, picture);
  };
  const day = new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(picture.taken));
  const seen = viewerStore.state.path === picture.path;
  return html`<li><button class="tile" data-test="photo" data-path=${picture.path} ?data-seen=${seen} aria-label=${t(picture.film ? 'photos.film-named' : 'photos.named', { name: isolated(name), day })} @click=${() => look(picture.path)}>
    <span class="tile-name" aria-hidden="true">${icon(picture.film ? 'film' : 'picture')}<bdi>${shownName(name)}</bdi></span>
    ${picture.film ? html`<span class="tile-film" aria-hidden="true">${icon('film')}${picture.seconds > 0 ? duration(picture.seconds) : nothing}</span>`
      : html`<img class="tile-picture" loading="lazy" decoding="async" alt="" src=${thumbUrl(picture.path)} @load=${came} @error=${failed} />`}
  </button></li>`;
}

/** @param {string} month such as 2026-05 */
function monthName(month) {
  const name = new Intl.DateTimeFormat(language(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T12:00:00Z`));
  return name.charAt(0).toLocaleUpperCase(language()) + name.slice(1);
}

/** Reads on when its end comes near. @param {HTMLElement} element */
function watchEnd(element) {
  const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && readOn(), { rootMargin: '1200px' });
  watch.observe(element);
  return () => watch.disconnect();
}

function content() {
  const { state, pictures, next, complete, error } = timelineStore.state;
  if (state === 'loading') return html`<p class="visually-hidden" role="status">${t('loading')}</p>`;
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('photos.error'), text: sentence(error), action: html`<button class="button" @click=${openTimeline}>${icon('retry')}${t('retry')}</button>` });
  if (pictures.length === 0) {
    if (!complete) return blank({ symbol: 'picture', title: t('photos.reading'), text: t('photos.reading.text') });
    return blank({ symbol: 'picture', title: t('photos.empty'), text: t('photos.empty.text'), action: html`<a class="button" href=${routeHash({ view: 'files', path: '' })}>${icon('files')}${t('photos.to-files')}</a>` });
  }
  return html`${repeat(byMonth(pictures), ({ month }) => month, ({ month, pictures: inMonth }) => html`<section class="month" aria-labelledby="month-${month}">
      <h2 class="month-name" id="month-${month}">${monthName(month)}</h2>
      <ul class="tiles">${guard([inMonth.length, inMonth.at(-1)?.key, inMonth[0].key, languageCode(), inMonth.some((picture) => picture.path === viewerStore.state.path) && viewerStore.state.path], () => repeat(inMonth, (picture) => picture.path, tile))}</ul>
    </section>`)}
    ${next === undefined ? nothing : html`<p class="quiet photos-end" ${mounted(watchEnd)}>${t('photos.more')}</p>`}`;
}

async function duplicates() {
  try {
    const { openDuplicates } = await import('../library/duplicates.js');
    await openDuplicates();
  } catch (error) {
    toast('bad', sentence(error));
  }
}

export function photosView() {
  const { pictures, state, complete } = timelineStore.state;
  return html`<div class="photos" data-test="photos-view" data-state=${state} data-count=${pictures.length} data-complete=${String(complete)}>
    <div class="photos-title"><h1 class="display" tabindex="-1">${t('title.photos')}</h1>
      ${pictures.length > 1 ? html`<button class="text-button" data-test="photos-duplicates" @click=${duplicates}>${t('duplicates.find')}</button>` : nothing}
      <p class="quiet" role="status">${state === 'ready' && pictures.length > 0 && !complete ? t('photos.reading') : ''}</p></div>
    ${content()}
  </div>${viewerView()}`;
}
