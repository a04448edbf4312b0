// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { ApiError, request } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, moment } from '../core/format.js';
import { t } from '../core/i18n.js';
import { strength } from '../core/passphrase.js';
import { go, routeStore } from '../core/router.js';
import { signedIn } from '../core/session.js';
import { Store } from '../core/store.js';
import { mounted } from '../ui/directives.js';
import { formProblem, passphraseField, welcome } from './welcome.js';

/** @typedef {{plugName: string, ownerName: string, name: string, role: string, expires?: string}} Invitation */

/** @type {Store<{token: string, invitation: Invitation | undefined, problem: string, busy: boolean, shown: boolean, typed: string}>} */
const joinStore = new Store({ token: '', invitation: undefined, problem: '', busy: false, shown: false, typed: '' });

export const stores = [joinStore];

function token() {
  const { route } = routeStore.state;
  return route.view === 'join' ? route.token : '';
}

const address = () => `/api/v1/invitation/${encodeURIComponent(token())}`;

async function load() {
  joinStore.set({ token: token(), invitation: undefined, problem: '' });
  try {
    joinStore.set({ invitation: await request('GET', address(), { quiet: true }) });
  } catch (error) {
    joinStore.set({ problem: sentence(error, 'join') });
  }
}

/** @param {SubmitEvent} event */
async function submit(event) {
  event.preventDefault();
  if (joinStore.state.busy) return;
  const passphrase = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('passphrase') ?? '');
  joinStore.set({ busy: true, problem: '' });
  try {
    const opened = await request('POST', address(), { json: { passphrase }, quiet: true });
    go({ view: 'files', path: '' });
    signedIn(opened);
    joinStore.set({ busy: false, invitation: undefined, typed: '' });
  } catch (error) {
    const weak = error instanceof ApiError && error.kind === 'invalid';
    joinStore.set({ busy: false, problem: weak ? t('field.invalid.passphrase') : sentence(error, 'join') });
  }
}

/** @param {Invitation} invitation */
function form({ name, role, ownerName, expires }) {
  const { busy, shown, problem, typed } = joinStore.state;
  const { level, advice } = strength(typed, [name]);
  return html`<p class="lead">${t(role === 'guest' ? 'join.guest' : 'join.member', { owner: isolated(ownerName) })} ${expires ? t('join.until', { time: moment(new Date(expires)) }) : ''}</p>
    <form class="stack" novalidate @submit=${submit}>
    ${problem ? formProblem({ kind: 'other', text: problem, test: 'join-error' }) : nothing}
    <input class="visually-hidden" name="username" autocomplete="username" tabindex="-1" aria-hidden="true" readonly .value=${name} />
    <p>${t('join.name', { name: isolated(name) })}</p>
    ${passphraseField({
      test: 'join-passphrase', name: 'passphrase', label: t('join.passphrase'), autocomplete: 'new-password', shown, describedBy: 'join-advice',
      toggle: () => joinStore.set({ shown: !shown }), onInput: (text) => joinStore.set({ typed: text }), autofocus: true,
    })}
    <p id="join-advice" class="field-hint" data-level=${level}>${typed ? t(`strength.${advice}`) : t('join.hint')}</p>
    <button class="button primary wide" data-test="join-submit" ?disabled=${busy}>${busy ? t('signin.busy') : t('join.submit')}</button></form>`;
}

/** What somebody sees who was invited. */
export function view() {
  const { invitation, problem, token: shownToken } = joinStore.state;
  if (shownToken !== token()) queueMicrotask(load);
  const back = (/** @type {Event} */ event) => {
    event.preventDefault();
    go({ view: 'plug' });
  };
  return html`<div data-test="join-view" data-phase=${invitation ? 'open' : problem ? 'closed' : 'loading'} ${mounted(() => void 0)}>${welcome({
    title: invitation ? t('join.title', { plug: isolated(invitation.plugName || 'Hearth') }) : t('join.title.plain'),
    lead: nothing,
    body: invitation ? form(invitation) : html`<p class="lead" role="status">${problem || t('loading')}</p>${problem ? html`<a class="button wide" href="#/plug" @click=${back}>${t('join.to-signin')}</a>` : nothing}`,
    heat: problem && !invitation ? 0 : 0.5,
  })}</div>`;
}
