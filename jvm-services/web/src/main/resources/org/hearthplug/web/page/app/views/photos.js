// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { language, t } from '../core/i18n.js';
import { routeHash } from '../core/router.js';
import { pickBar, picked, pickStore, startPicking, stopPicking } from '../library/picking.js';
import { tiles } from '../library/tiles.js';
import { byMonth, openTimeline, readAgain, readOn, timelineStore } from '../library/timeline.js';
import { addToAlbum, removePictures, timelineSource, viewerView } from '../library/viewer.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { blank, stopped } from './files.js';

/** @param {string} month such as 2026-05 */
function monthName(month) {
  const name = new Intl.DateTimeFormat(language(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T12:00:00Z`));
  return name.charAt(0).toLocaleUpperCase(language()) + name.slice(1);
}

/**
 * The end of the pictures: reads on when it comes near, or says why that failed.
 * @param {{next: string | undefined, error: unknown}} state @param {{more: () => void, again: () => void, context?: string}} acts
 */
export function picturesEnd({ next, error }, { more, again, context }) {
  if (error !== undefined) return stopped(sentence(error, context), again);
  const near = (/** @type {HTMLElement} */ element) => {
    const watch = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: '1200px' });
    watch.observe(element);
    return () => watch.disconnect();
  };
  return next === undefined ? nothing : html`<p class="quiet photos-end" ${mounted(near)}>${t('photos.more')}</p>`;
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
      ${tiles(inMonth, timelineSource)}
    </section>`)}
    ${picturesEnd({ next, error }, { more: readOn, again: readAgain })}`;
}

async function duplicates() {
  try {
    const { openDuplicates } = await import('../library/duplicates.js');
    await openDuplicates();
  } catch (error) {
    toast('bad', sentence(error));
  }
}

function bar() {
  const order = () => timelineStore.state.pictures.map(({ path }) => path);
  const gone = async () => {
    const paths = picked(order());
    stopPicking();
    await removePictures(paths, timelineSource);
  };
  return pickBar([
    { test: 'pick-album', symbol: 'plus', label: t('albums.add'), act: () => addToAlbum(picked(order()), stopPicking) },
    { test: 'pick-delete', symbol: 'bin', label: t('delete'), danger: true, act: gone },
  ]);
}

/** The way between the days and the albums. @param {'photos' | 'albums'} here */
export function photoTabs(here) {
  const tab = (/** @type {'photos' | 'albums'} */ view, /** @type {string} */ label) => html`<a class="tab" data-test="photos-tab" data-tab=${view} href="#/${view}" aria-current=${here === view ? 'page' : nothing}>${label}</a>`;
  return html`<nav class="tabs" aria-label=${t('title.photos')}>${tab('photos', t('photos.by-day'))}${tab('albums', t('title.albums'))}</nav>`;
}

export function photosView() {
  const { pictures, state, complete } = timelineStore.state;
  return html`<div class="photos" data-test="photos-view" data-state=${state} data-count=${pictures.length} data-complete=${String(complete)}>
    <div class="photos-title"><h1 class="display" tabindex="-1">${t('title.photos')}</h1>${photoTabs('photos')}
      <p class="quiet" role="status">${state === 'ready' && pictures.length > 0 && !complete ? t('photos.reading') : ''}</p>
      ${pictures.length > 0 ? html`<button class="text-button" data-test="photos-pick" @click=${startPicking}>${t('photos.pick')}</button>` : nothing}
      ${pictures.length > 1 ? html`<button class="text-button" data-test="photos-duplicates" @click=${duplicates}>${t('duplicates.find')}</button>` : nothing}</div>
    ${pickStore.state.on ? bar() : nothing}
    ${content()}
  </div>${viewerView()}`;
}
