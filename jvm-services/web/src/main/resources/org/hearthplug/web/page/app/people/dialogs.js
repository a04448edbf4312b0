// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { askForm, openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { change, householdStore, invite, saveFolder } from './household.js';

/** @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame @typedef {import('./household.js').Person} Person @typedef {import('./household.js').Right} Right */

const GIB = 2 ** 30;

/** @param {string} title @param {string} label of the button @param {() => unknown} fields @param {(form: FormData) => Promise<((frame: DialogFrame) => unknown) | void>} act */
const ask = (title, label, fields, act) => askForm({ title, label, fields, act, words: (error) => sentence(error, 'people'), test: 'people-problem' });

/** The link of an invitation, told once. @param {string} name @param {string} address */
function linkView(name, address) {
  let note = '';
  return (/** @type {DialogFrame} */ frame) => {
    const copy = async () => {
      note = await navigator.clipboard.writeText(address).then(() => t('programs.copied'), () => t('programs.not-copied'));
      frame.refresh();
    };
    const select = (/** @type {HTMLElement} */ input) => {
      input.focus();
      /** @type {HTMLInputElement} */ (input).select();
    };
    const send = () => navigator.share({ url: address }).catch(() => {});
    return html`<p>${t('people.link.text', { name: isolated(name) })}</p>
      <label class="field"><span class="field-label">${t('people.link')}</span>
        <input class="input mono" readonly data-test="people-link" .value=${address} ${mounted(select)} /></label>
      <p class="quiet" role="status">${note}</p>
      <div class="dialog-buttons">${'share' in navigator ? html`<button class="button" @click=${send}>${t('share.send')}</button>` : nothing}
        <button class="button" data-test="people-copy" @click=${copy}>${icon('link')}<span>${t('share.copy')}</span></button>
        <button class="button primary" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button></div>`;
  };
}

/** @param {string} name @param {string} address */
export function openLink(name, address) {
  return openDialog(t('people.link.title', { name: isolated(name) }), linkView(name, address));
}

/** @param {FormData} form */
function bounds(form) {
  const until = String(form.get('until') ?? '');
  return {
    // The whole of that day, where the person is.
    ...(until && { expires: new Date(`${until}T23:59:59`).toISOString() }),
    quotaBytes: Math.max(0, Math.round(Number(form.get('quota') || 0) * GIB)),
  };
}

/** @param {Partial<Person>} person */
function boundsFields({ expires, quotaBytes = 0 }) {
  const day = expires ? new Date(new Date(expires).getTime() - new Date(expires).getTimezoneOffset() * 60_000).toISOString().slice(0, 10) : '';
  return html`<label class="field"><span class="field-label">${t('people.until')}</span>
      <input class="input" type="date" name="until" data-test="people-until" .defaultValue=${day} /></label>
    <label class="field"><span class="field-label">${t('people.quota')}</span>
      <input class="input" type="number" name="quota" data-test="people-quota" min="0" max="100000" step="any" inputmode="decimal" .defaultValue=${quotaBytes ? String(quotaBytes / GIB) : ''} /></label>`;
}

export function openInvite() {
  /** @param {'member' | 'guest'} role */
  const choice = (role) => html`<label class="choice"><input type="radio" name="role" value=${role} data-test="people-${role}" ?checked=${role === 'member'} />
    <span><span class="choice-name">${t(`people.role.${role}`)}</span><span class="quiet">${t(`people.role.${role}-text`)}</span></span></label>`;
  return ask(t('people.invite'), t('people.invite.make'), () => html`
    <label class="field"><span class="field-label">${t('people.name')}</span>
      <input class="input" name="name" data-test="people-name" dir="auto" autocomplete="off" maxlength="64" required data-autofocus /></label>
    <fieldset class="choices"><legend class="field-label">${t('people.role')}</legend>${choice('member')}${choice('guest')}</fieldset>
    ${boundsFields({})}`, async (form) => {
    const name = String(form.get('name') ?? '').trim();
    const address = await invite({ name, role: String(form.get('role')), ...bounds(form) });
    return linkView(name, address);
  });
}

/** @param {Person} person */
export function openPerson(person) {
  return ask(isolated(person.name), t('people.save'), () => boundsFields(person), (form) => change(person, bounds(form)));
}

/** What each may do with a folder. @param {Person[]} people @param {(person: Person) => Right} now */
export function rightFields(people, now) {
  const rights = /** @type {const} */ (['none', 'read', 'write']);
  return people.filter((person) => !person.leaving).map((person) => html`<label class="field people-right"><span class="field-label"><bdi>${shownName(person.name)}</bdi></span>
      <select class="input" name="right:${person.id}" data-test="people-right" data-person=${person.id}>
        ${rights.filter((right) => right !== 'write' || person.role !== 'guest').map((right) => html`<option value=${right} ?selected=${right === now(person)}>${t(`people.right.${right}`)}</option>`)}</select></label>`);
}

/** What {@link rightFields} were set to. @param {FormData} form @param {Person[]} people @returns {Record<string, Right>} */
export function rightsOf(form, people) {
  return Object.fromEntries(people.map(({ id }) => [id, /** @type {any} */ (form.get(`right:${id}`) ?? 'none')]));
}

/** @param {import('./household.js').Common | undefined} folder undefined for a new one */
export function openFolder(folder) {
  const { people } = householdStore.state;
  return ask(folder ? t('people.folder.of', { name: isolated(folder.name) }) : t('people.folder.new'), t('people.save'), () => html`
    <p>${t('people.folder.text')}</p>
    <label class="field"><span class="field-label">${t('people.folder.name')}</span>
      <input class="input" name="name" data-test="people-folder-name" dir="auto" autocomplete="off" maxlength="120" required .defaultValue=${folder?.name ?? ''} data-autofocus /></label>
    ${rightFields(people, (person) => folder?.people[person.id] ?? (folder ? 'none' : person.role === 'guest' ? 'read' : 'write'))}`, (form) => saveFolder({
    id: folder?.id,
    name: String(form.get('name') ?? '').trim(),
    people: rightsOf(form, people),
  }));
}
