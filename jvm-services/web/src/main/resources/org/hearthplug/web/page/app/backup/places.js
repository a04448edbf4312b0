// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { diskField } from './disk-choice.js';
import { probe, send, sshKey } from './state.js';
import { openSheet } from './sheet.js';
import { lines, sharesField } from './shares.js';
import { ApiError } from '../core/api.js';
import { sentence } from '../core/errors.js';
import { isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { askDisks, disksStore } from '../plug/disks-feed.js';
import { dialogButtons, dialogStore, openDialog } from '../ui/dialogs.js';

/** The fields of each kind of place, in the order they are asked. */
const FIELDS = /** @type {const} */ ({
  folder: ['path'],
  sftp: ['host', 'port', 'user', 'folder', 'secret'],
  rest: ['url', 'user', 'secret'],
  webdav: ['url', 'user', 'secret'],
  s3: ['url', 'region', 'bucket', 'prefix', 'user', 'secret', 'pathStyle', 'lockDays'],
});
const EXAMPLES = /** @type {Record<string, string>} */ ({ path: '/data/backup/hearth', host: 'nas.local', port: '22', folder: 'backup/hearth', region: 'eu-central-1', prefix: 'hearth' });

/** What one opening of the dialog knows. */
class Place {
  /** @param {boolean} join */
  constructor(join) {
    this.join = join;
    /** @type {keyof typeof FIELDS} */
    this.kind = 'folder';
    /** The disk that a folder is on; empty: the plug's own. */
    this.disk = '';
    this.hostKey = '';
    this.sshLine = '';
    this.problem = '';
    /** @type {Record<string, string>} */
    this.wrong = {};
    this.busy = false;
    /** Whether friends' shares are typed instead of the words. */
    this.shared = false;
  }
}

/** @param {Place} place */
const onDisk = ({ kind, disk }) => kind === 'folder' && disk !== '';

/** On a disk the plug knows where. @param {Place} place @returns {readonly string[]} */
const fieldsOf = (place) => (onDisk(place) ? [] : FIELDS[place.kind]);

/** @param {FormData} data @param {Place} place */
function formOf(data, place) {
  /** @type {Record<string, any>} */
  const form = { kind: place.kind, label: String(data.get('label') ?? '').trim() };
  if (onDisk(place)) form.disk = place.disk;
  for (const name of fieldsOf(place)) {
    if (name === 'pathStyle') form.pathStyle = data.get(name) !== null;
    else if (name === 'port') form.port = Number(data.get(name)) || 22;
    else if (name === 'lockDays') form.lockDays = Number(data.get(name)) || 0;
    else form[name] = name === 'secret' ? String(data.get(name)) : String(data.get(name) ?? '').trim();
  }
  if (place.hostKey) form.hostKey = place.hostKey;
  if (place.join && place.shared) form.shares = lines(String(data.get('shares') ?? ''));
  else if (place.join) form.words = String(data.get('words') ?? '');
  if (form.lockDays) form.lockMode = String(data.get('lockMode') ?? '');
  const limit = Number(String(data.get('limit') ?? '').replace(',', '.'));
  if (limit) form.limitMbit = limit;
  return form;
}

/** @param {Place} place @param {string} name */
function fieldView(place, name) {
  if (name === 'pathStyle') return html`<label class="check-line"><input type="checkbox" name="pathStyle" checked /><span>${t('backup.field.pathStyle')}</span></label>`;
  if (name === 'lockDays') return lockView(place);
  const secret = name === 'secret';
  const label = place.kind === 's3' && (name === 'user' || secret) ? t(`backup.field.s3.${name}`) : t(`backup.field.${name}`);
  return html`<label class="field"><span class="field-label">${label}</span>
    <input class="input" name=${name} data-test="place-${name}" type=${secret ? 'password' : 'text'} inputmode=${name === 'port' ? 'numeric' : name === 'url' ? 'url' : nothing}
      .defaultValue=${name === 'path' ? EXAMPLES.path : ''} placeholder=${EXAMPLES[name] ?? ''} autocomplete="off" autocapitalize="off" spellcheck="false" aria-invalid=${place.wrong[name] ? 'true' : 'false'} />
    ${place.wrong[name] ? html`<span class="field-problem">${t('backup.field.needed')}</span>` : nothing}</label>`;
}

/** How long a bucket keeps what is written there, and whom it obeys before. @param {Place} place */
function lockView(place) {
  const wrong = place.wrong.lockDays !== undefined;
  return html`<details ?open=${wrong}><summary>${t('backup.lock')}</summary><div class="stack"><p class="quiet">${t('backup.lock.text')}</p>
    <label class="field"><span class="field-label">${t('backup.lock.days')}</span>
      <input class="input" name="lockDays" data-test="place-lockDays" type="text" inputmode="numeric" autocomplete="off" placeholder=${t('backup.lock.none')} aria-invalid=${wrong ? 'true' : 'false'} />
      ${wrong ? html`<span class="field-problem">${t('backup.lock.wrong')}</span>` : nothing}</label>
    <label class="field"><span class="field-label">${t('backup.lock.mode')}</span>
      <select class="input" name="lockMode" data-test="place-lockMode"><option value="compliance">${t('backup.lock.compliance')}</option><option value="governance">${t('backup.lock.governance')}</option></select></label></div></details>`;
}

/** @param {Place} place @param {() => void} refresh */
function kindView(place, refresh) {
  const change = async (/** @type {Event} */ event) => {
    place.kind = /** @type {keyof typeof FIELDS} */ (/** @type {HTMLSelectElement} */ (event.currentTarget).value);
    place.hostKey = '';
    place.wrong = {};
    refresh();
    if (place.kind === 'sftp' && !place.sshLine) {
      place.sshLine = (await sshKey().catch(() => ({ line: '' }))).line;
      refresh();
    }
  };
  const chooseDisk = (/** @type {string} */ id) => {
    place.disk = id;
    place.wrong = {};
    refresh();
  };
  return html`<label class="field"><span class="field-label">${t('backup.field.kind')}</span>
    <select class="input" name="kind" data-test="place-kind" @change=${change}>${Object.keys(FIELDS).map((kind) => html`<option value=${kind} ?selected=${kind === place.kind}>${t(`backup.place-kind.${kind}`)}</option>`)}</select></label>
    <p class="quiet">${t(`backup.place-hint.${place.kind}`)}</p>
    ${place.kind === 'sftp' && place.sshLine ? html`<details><summary>${t('backup.ssh')}</summary><code class="mono" data-test="ssh-line">${place.sshLine}</code></details>` : nothing}
    ${place.kind === 'folder' ? diskField({ label: t('backup.field.disk'), test: 'place-disk', disks: disksStore.state.disks, chosen: place, change: chooseDisk }) : nothing}`;
}

/** @param {string} [value] @param {boolean} [wrong] */
const limitField = (value = '', wrong = false) => html`<label class="field"><span class="field-label">${t('backup.limit')}</span>
  <input class="input" name="limit" data-test="place-limit" type="text" inputmode="decimal" autocomplete="off" placeholder=${t('backup.limit.none')} .value=${value} aria-invalid=${wrong ? 'true' : 'false'} /></label>`;

/** The words, or friends' shares of them. @param {Place} place @param {() => void} refresh */
function wordsView(place, refresh) {
  const other = () => {
    place.shared = !place.shared;
    refresh();
  };
  return html`${place.shared ? sharesField(t('backup.shares.field.hint'))
    : html`<label class="field"><span class="field-label">${t('backup.words')}</span><input class="input" name="words" data-test="place-words" autocomplete="off" autocapitalize="off" spellcheck="false" /></label>`}
    <div><button type="button" class="text-button" data-test="place-shared" @click=${other}>${t(place.shared ? 'backup.shares.whole' : 'backup.shares.instead')}</button></div>`;
}

/** @param {Place} place */
function keyView(place) {
  if (!place.hostKey) return nothing;
  return html`<div class="notice warn" role="alert" data-test="place-host-key"><div><p class="notice-title">${t('backup.host-key')}</p><p><code class="mono">${place.hostKey}</code></p><p>${place.kind === 'rest' ? t('backup.host-key.plug') : t('backup.host-key.text')}</p></div></div>`;
}

/** @param {boolean} join @returns {Promise<boolean>} whether a place was added */
function ask(join) {
  const place = new Place(join);
  askDisks().then(() => dialogStore.changed());
  return openDialog(join ? t('backup.join.title') : t('backup.add.title'), (frame) => {
    const submit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (place.busy) return;
      const form = formOf(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)), place);
      Object.assign(place, { busy: true, problem: '', wrong: {} });
      frame.refresh();
      try {
        const { hostKey } = (form.kind === 'sftp' || form.kind === 'rest') && !form.hostKey ? await probe(form) : { hostKey: '' };
        if (hostKey) place.hostKey = hostKey;
        else {
          await send('POST', join ? 'join' : 'targets', form);
          return frame.close(true);
        }
      } catch (error) {
        place.problem = sentence(error);
        const problems = error instanceof ApiError ? (error.problem.errors ?? []) : [];
        place.wrong = Object.fromEntries(problems.map((each) => [each.field ?? '', each.detail ?? '']));
      }
      place.busy = false;
      frame.refresh();
    };
    return html`<form class="stack" novalidate @submit=${submit} data-test="place-form">
      ${kindView(place, frame.refresh)}
      ${fieldsOf(place).map((name) => fieldView(place, name))}
      ${place.kind === 'folder' ? nothing : limitField('', place.wrong.limitMbit !== undefined)}
      ${join ? wordsView(place, frame.refresh)
        : html`<label class="field"><span class="field-label">${t('backup.field.label')}</span><input class="input" name="label" data-test="place-label" dir="auto" maxlength="64" autocomplete="off" placeholder=${t('backup.field.label.example')} /></label>`}
      ${keyView(place)}
      <p class="field-problem" role="alert" data-test="place-problem">${place.problem}</p>
      ${place.busy ? html`<p class="quiet" role="status">${t('backup.looking')}</p>` : nothing}
      ${dialogButtons(frame, { label: place.hostKey ? t('backup.host-key.same') : t('backup.add.submit'), disabled: place.busy })}</form>`;
  });
}

/** Adds a place; after the very first one comes the recovery sheet. @param {import('./state.js').Backup} [backup] */
export async function addPlace(backup) {
  const added = await ask(false);
  if (added && (backup?.targets.length ?? 0) === 0) await openSheet(true);
}

/** Changes how fast a place may be written to and read from. @param {import('./state.js').Place} place */
export function changeLimit(place) {
  let problem = '';
  return openDialog(t('backup.limit.title', { name: isolated(shownName(place.label)) }), (frame) => {
    const submit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const typed = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('limit')).trim().replace(',', '.');
      try {
        await send('PUT', `targets/${place.id}`, { limitMbit: Number(typed) });
        frame.close(true);
      } catch (error) {
        problem = sentence(error);
        frame.refresh();
      }
    };
    return html`<form class="stack" novalidate @submit=${submit}><p class="quiet">${t('backup.limit.text')}</p>
      ${limitField(place.limitMbit ? String(place.limitMbit) : '', problem !== '')}
      <p class="field-problem" role="alert" data-test="limit-problem">${problem}</p>${dialogButtons(frame, { label: t('backup.limit.save') })}</form>`;
  });
}

/** Takes over a backup that a plug made before. */
export const joinBackup = () => ask(true);
