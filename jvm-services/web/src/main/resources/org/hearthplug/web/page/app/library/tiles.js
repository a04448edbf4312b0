// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { guard } from '../vendor/lit-html/directives/guard.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { thumbUrl } from '../core/api.js';
import { duration, isolated, shownName } from '../core/format.js';
import { language, languageCode, t } from '../core/i18n.js';
import { baseName } from '../core/paths.js';
import { icon } from '../ui/icons.js';
import { pick, pickStore } from './picking.js';
import { GOOD_WIDTH, wantThumb } from './thumbs.js';
import { look, viewerStore } from './viewer.js';

/** @typedef {import('./timeline.js').Picture} Picture @typedef {import('./viewer.js').Source} Source */

/** @param {HTMLImageElement} image @param {Picture} picture */
function better(image, picture) {
  wantThumb(/** @type {Element} */ (image.closest('.tile')), picture, (made) => {
    if (!made || !image.isConnected) return;
    image.hidden = false;
    image.src = `${thumbUrl(picture.path)}?made`;
  });
}

/** @param {Picture} picture @param {Source} source */
function tile(picture, source) {
  const name = baseName(picture.path);
  const { on, paths } = pickStore.state;
  const came = (/** @type {Event} */ event) => {
    const image = /** @type {HTMLImageElement} */ (event.target);
    if (image.naturalWidth < GOOD_WIDTH && image.naturalHeight < GOOD_WIDTH && picture.width > GOOD_WIDTH) better(image, picture);
  };
  const failed = (/** @type {Event} */ event) => {
    const image = /** @type {HTMLImageElement} */ (event.target);
    image.hidden = true;
    better(image, picture);
  };
  const pressed = (/** @type {MouseEvent} */ event) => {
    if (on || event.ctrlKey || event.metaKey || event.shiftKey) pick(picture.path, source.pictures().map(({ path }) => path), event.shiftKey);
    else look(picture.path, source);
  };
  const day = new Intl.DateTimeFormat(language(), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(picture.taken));
  const seen = viewerStore.state.path === picture.path;
  return html`<li><button class="tile" data-test="photo" data-path=${picture.path} ?data-seen=${seen} aria-pressed=${on ? String(paths.has(picture.path)) : nothing} aria-label=${t(picture.film ? 'photos.film-named' : 'photos.named', { name: isolated(name), day })} @click=${pressed}>
    <span class="tile-name" aria-hidden="true">${icon(picture.film ? 'film' : 'picture')}<bdi>${shownName(name)}</bdi></span>
    ${picture.film ? html`<span class="tile-film" aria-hidden="true">${icon('film')}${picture.seconds > 0 ? duration(picture.seconds) : nothing}</span>`
      : html`<img class="tile-picture" loading="lazy" decoding="async" alt="" src=${thumbUrl(picture.path)} @load=${came} @error=${failed} />`}
    ${on ? html`<span class="tile-pick" aria-hidden="true">${icon('check')}</span>` : nothing}
  </button></li>`;
}

/** Pictures beside each other; drawn again only when something in them changed. @param {Picture[]} pictures @param {Source} source */
export function tiles(pictures, source) {
  const { on, paths } = pickStore.state;
  const seen = pictures.some(({ path }) => path === viewerStore.state.path) && viewerStore.state.path;
  const chosen = on ? pictures.filter(({ path }) => paths.has(path)).map(({ path }) => path).join('\0') : '';
  return html`<ul class="tiles">${guard([pictures.length, pictures.at(-1)?.key, pictures[0]?.key, languageCode(), seen, on, chosen], () => repeat(pictures, ({ path }) => path, (picture) => tile(picture, source)))}</ul>`;
}
