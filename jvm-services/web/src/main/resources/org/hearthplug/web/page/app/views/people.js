// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { sentence } from '../core/errors.js';
import { bytes, isolated, moment, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { routeHash } from '../core/router.js';
import { openFolder, openInvite, openLink, openPerson } from '../people/dialogs.js';
import { endFolder, householdStore, inviteAgain, loadHousehold, remove } from '../people/household.js';
import { confirm } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { openMenu } from '../ui/menu.js';
import { toast } from '../ui/toasts.js';
import { blank } from './files.js';

/** @typedef {import('../people/household.js').Person} Person @typedef {import('../people/household.js').Common} Common */

export const stores = [householdStore];

/** @param {() => Promise<any>} act */
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    toast('bad', sentence(error, 'people'));
    loadHousehold();
  }
}

/** @param {Person} person */
async function leave(person) {
  const name = isolated(person.name);
  if (!(await confirm({ title: t('people.remove.title', { name }), text: t('people.remove.text'), label: t('people.remove') }))) return;
  await attempt(async () => {
    const path = await remove(person);
    toast('info', path ? t('people.removed.files', { name, path: isolated(path.slice(1)) }) : t('people.removed', { name }));
  });
}

/** @param {Person} person @param {Event} event */
function personMenu(person, event) {
  const again = () => attempt(async () => openLink(person.name, await inviteAgain(person)));
  const sure = async () => {
    if (!person.joined || (await confirm({ title: t('people.again.title', { name: isolated(person.name) }), text: t('people.again.text'), label: t('people.again'), danger: false }))) await again();
  };
  openMenu(/** @type {HTMLElement} */ (event.currentTarget), isolated(person.name), [{ items: [
    { label: t('people.change'), icon: 'rename', test: 'person-change', act: () => openPerson(person) },
    { label: t('people.again'), icon: 'link', test: 'person-again', act: sure },
    { label: t('people.remove'), icon: 'close', test: 'person-remove', act: () => leave(person) },
  ] }]);
}

/** @param {Person} person */
function facts(person) {
  const until = person.expires ? new Date(person.expires) : undefined;
  return [
    t(`people.role.${person.role}`),
    person.leaving ? t('people.leaving') : person.joined ? '' : person.invitedUntil ? t('people.invited', { time: moment(new Date(person.invitedUntil)) }) : t('people.invitation-over'),
    until ? (until < new Date() ? t('people.over') : t('people.to', { time: moment(until) })) : '',
    person.usedBytes === undefined ? '' : person.quotaBytes ? t('people.used-of', { used: bytes(person.usedBytes), quota: bytes(person.quotaBytes) }) : t('people.used', { used: bytes(person.usedBytes) }),
  ].filter(Boolean).join(' · ');
}

/** @param {Person} person */
function personRow(person) {
  return html`<li class="bin-row" data-test="person-row" data-person=${person.id} data-joined=${String(person.joined)}>${icon('person')}
    <div class="thing-body"><p class="thing-name"><bdi>${shownName(person.name)}</bdi></p><p class="quiet">${facts(person)}</p></div>
    <button class="icon-button" data-test="person-menu" data-person=${person.id} aria-haspopup="menu" aria-label=${t('people.menu', { name: isolated(person.name) })} @click=${(/** @type {Event} */ event) => personMenu(person, event)}>${icon('more')}</button></li>`;
}

/** @param {Common} folder */
async function end(folder) {
  const name = isolated(folder.name);
  if (!(await confirm({ title: t('people.folder.end.title', { name }), text: t('people.folder.end.text'), label: t('people.folder.end') }))) return;
  await attempt(async () => {
    await endFolder(folder);
    toast('info', t('people.folder.ended', { name }));
  });
}

/** @param {Common} folder */
function folderRow(folder) {
  const { owner, people } = householdStore.state;
  const names = Object.keys(folder.people).filter((id) => id !== owner.id).map((id) => people.find((person) => person.id === id)).filter(Boolean)
    .map((person) => `${isolated(/** @type {Person} */ (person).name)}${folder.people[/** @type {Person} */ (person).id] === 'read' ? ` (${t('people.right.read')})` : ''}`);
  return html`<li class="bin-row" data-test="common-row" data-name=${folder.name}>${icon('files', 'folder')}
    <div class="thing-body"><p class="thing-name"><a class="share-name" href=${routeHash({ view: 'files', path: folder.name })}><bdi>${shownName(folder.name)}</bdi></a></p>
      <p class="quiet">${names.length ? names.join(', ') : t('people.folder.nobody')} · ${bytes(folder.usedBytes)}</p></div>
    <button class="button" data-test="common-change" aria-label=${t('people.folder.change-named', { name: isolated(folder.name) })} @click=${() => openFolder(folder)}>${icon('rename')}<span>${t('people.change')}</span></button>
    <button class="button danger" data-test="common-end" aria-label=${t('people.folder.end-named', { name: isolated(folder.name) })} @click=${() => end(folder)}>${icon('close')}<span>${t('people.folder.end')}</span></button></li>`;
}

function content() {
  const { state, people, folders, error } = householdStore.state;
  if (state === 'loading') return html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (state === 'error') return blank({ symbol: 'warning', alert: true, title: t('people.error'), text: sentence(error), action: html`<button class="button" data-test="retry" @click=${loadHousehold}>${icon('retry')}${t('retry')}</button>` });
  return html`<section class="security-part" aria-labelledby="people-all"><h2 id="people-all">${t('people.all')}</h2><p class="quiet">${t('people.text')}</p>
      ${people.length ? html`<ul class="bin-list">${repeat(people, ({ id }) => id, personRow)}</ul>` : nothing}</section>
    <section class="security-part" aria-labelledby="people-folders"><div class="security-head"><h2 id="people-folders">${t('people.folders')}</h2>
      ${people.length ? html`<button class="button" data-test="common-new" @click=${() => openFolder(undefined)}>${icon('folderPlus')}<span>${t('people.folder.new')}</span></button>` : nothing}</div>
      ${folders.length ? html`<ul class="bin-list">${repeat(folders, ({ id }) => id, folderRow)}</ul>` : html`<p class="quiet">${t('people.folders.none')}</p>`}</section>`;
}

/** Who lives with this plug, for its owner. */
export function view() {
  const { state, people } = householdStore.state;
  return html`<div class="security" data-test="people-view" data-state=${state} data-count=${people.length} ${mounted(() => void loadHousehold())}>
    <div class="security-head"><h1 class="view-title" tabindex="-1">${t('people.title')}</h1><button class="button primary" data-test="people-invite" @click=${openInvite}>${icon('person')}<span>${t('people.invite')}</span></button></div>
    ${content()}</div>`;
}
