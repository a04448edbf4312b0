// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import * as api from '../core/api.js';
import { bytes, isolated, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { nameProblem } from '../core/paths.js';
import { routeHash } from '../core/router.js';
import { rightFields, rightsOf } from '../people/dialogs.js';
import { householdStore, loadHousehold } from '../people/household.js';
import { askForm, dialogButtons, openDialog } from '../ui/dialogs.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { diskTitle, failureWords, folderName, formatWords, isConfirmed, isLabel, keptWords, labelFor } from './disk-words.js';
import { askDisks, changed, failed, work } from './disks-feed.js';

/** @typedef {import('./disk-words.js').Disk} Disk @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame */

/** @param {string} value @param {string} label */
function nameField(value, label) {
  return html`<label class="field"><span class="field-label">${label}</span>
    <input class="input" name="name" data-test="disk-name" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="120" required .defaultValue=${value} data-autofocus /></label>`;
}

/** @param {FormData} form */
const nameIn = (form) => String(form.get('name') ?? '').trim();

/** @param {FormData} form */
function checkName(form) {
  const problem = nameProblem(nameIn(form));
  return problem && t(`name.${problem}`);
}

/** Asks how its folder is to be called, and uses it. @param {Disk} disk */
export function openUse(disk) {
  return askForm({
    title: t('disks.use.title', { name: isolated(diskTitle(disk)) }), label: t('disks.use'), test: 'disk-use-problem', check: checkName,
    fields: () => html`<p>${t('disks.use.text')}</p><p>${t('disks.use.untouched')}</p>${nameField(folderName(disk), t('people.folder.name'))}
      <p class="quiet">${t('disks.use.backup')}</p>`,
    act: async (form) => {
      const name = nameIn(form);
      await work(disk, 'use', () => api.disks.use(disk.volume, disk.identity, name));
      toast('good', t('disks.used', { name: isolated(name) }));
    },
    words: (error) => failureWords(error, 'disk-name'),
  });
}

/** Asks who else has it. @param {Disk} disk */
export async function openDiskShare(disk) {
  await loadHousehold();
  const { state, error, people } = householdStore.state;
  if (state !== 'ready') throw error;
  const nobody = (/** @type {DialogFrame} */ frame) => html`<p class="quiet">${t('disks.share.nobody')} <a href=${routeHash({ view: 'people' })} @click=${() => frame.close()}>${t('people.invite')}</a></p>`;
  return askForm({
    title: t('people.folder.of', { name: isolated(diskTitle(disk)) }), label: t('people.save'), test: 'disk-share-problem', check: checkName,
    fields: (frame) => html`<p>${t('disks.share.text')}</p>${nameField(disk.name ?? folderName(disk), t('people.folder.name'))}
      ${people.some((person) => !person.leaving) ? rightFields(people, ({ id }) => disk.people?.[id] ?? 'none') : nobody(frame)}`,
    act: async (form) => {
      const allowed = Object.entries(rightsOf(form, people)).filter(([, right]) => right !== 'none');
      const shared = await api.disks.share({ id: disk.id, name: nameIn(form), people: /** @type {Record<string, 'read' | 'write'>} */ (Object.fromEntries(allowed)) });
      changed(disk, shared);
      askDisks();
    },
    words: (error) => failureWords(error, 'disk-name'),
  });
}

/** What is on it now, so that nobody erases another one. @param {Disk} disk */
function nowOnIt(disk) {
  /** @type {[string, string | null | undefined][]} */
  const rows = [
    [t('disks.label'), disk.label], [t('disks.format'), formatWords(disk.fileSystem)], [t('disks.size'), bytes(disk.bytes)],
    [t('disks.partition'), disk.volume === disk.disk ? '' : disk.volume], [t('disks.model'), disk.model?.trim()], [t('disks.serial'), disk.serial],
  ];
  return html`<dl class="compare" data-test="disk-now">${rows.map(([term, value]) => (value ? html`<div><dt>${term}</dt><dd><bdi>${shownName(value)}</bdi></dd></div>` : nothing))}</dl>`;
}

/** A disk that is made new, as it is asked for. */
class Preparing {
  /** @param {Disk} disk */
  constructor(disk) {
    this.disk = disk;
    this.label = labelFor(disk);
    this.typed = '';
    this.problem = '';
    this.busy = false;
    this.open = true;
  }

  get meant() {
    return isLabel(this.label) && isConfirmed(this.typed, this.disk.confirmation);
  }

  /** @param {SubmitEvent} event @param {DialogFrame} frame */
  async submit(event, frame) {
    event.preventDefault();
    if (this.busy || !this.meant) return;
    const { disk } = this;
    const label = this.label.trim();
    [this.busy, this.problem] = [true, ''];
    frame.refresh();
    try {
      await work(disk, 'prepare', () => api.disks.prepare({ volume: disk.volume, identity: disk.identity, ...(disk.confirmation && { confirmation: disk.confirmation }), label }));
      toast('good', t('disks.prepared', { name: isolated(label) }));
      frame.close(true);
    } catch (error) {
      this.problem = failureWords(error);
      // Who closed the dialog meanwhile reads it beside the disk.
      if (!this.open) failed(disk, this.problem);
    }
    this.busy = false;
    frame.refresh();
  }
}

/** Asks whether a disk is to be made new, and makes it so. @param {Disk} disk */
export async function openPrepare(disk) {
  const order = new Preparing(disk);
  await openDialog(t('disks.prepare.title', { name: isolated(diskTitle(disk)) }), (frame) => {
    const typed = (/** @type {Event} */ event) => {
      const { name, value } = /** @type {HTMLInputElement} */ (event.target);
      if (name === 'label') order.label = value;
      else order.typed = value;
      frame.refresh();
    };
    // The warning is read first; who comes back after a failure goes on where it was sent.
    const again = mounted((input) => void (order.problem && input.focus()));
    return order.busy ? waiting(frame) : html`<form class="stack" novalidate @input=${typed} @submit=${(/** @type {SubmitEvent} */ event) => order.submit(event, frame)}>
      <div class="notice bad" tabindex="-1" data-autofocus>${icon('warning')}<div><p class="notice-title">${t('disks.prepare.lost')}</p><p>${t('disks.prepare.lost-now')} ${keptWords(disk)}</p></div></div>
      ${nowOnIt(disk)}
      <p>${t('disks.prepare.text')}</p>
      <label class="field"><span class="field-label">${t('disks.prepare.label')}</span>
        <input class="input" name="label" data-test="disk-label" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="16" .value=${order.label}
          aria-invalid=${String(!isLabel(order.label))} aria-describedby="disk-label-hint" ${disk.confirmation ? nothing : again} />
        <span class=${isLabel(order.label) ? 'field-hint' : 'field-problem'} id="disk-label-hint">${t('disks.prepare.label-hint')}</span></label>
      ${disk.confirmation ? html`<label class="field"><span class="field-label">${t('disks.prepare.confirm')}</span>
        <code class="mono disk-typed" dir="auto">${disk.confirmation}</code>
        <input class="input mono" name="confirmation" data-test="disk-confirmation" autocomplete="off" autocapitalize="off" spellcheck="false" .value=${order.typed} ${again} /></label>` : nothing}
      <p class="field-problem" role="alert" data-test="disk-prepare-problem">${order.problem}</p>
      ${dialogButtons(frame, { label: t('disks.prepare.submit'), danger: true, disabled: !order.meant })}</form>`;
  }, { firm: true });
  order.open = false;
}

/** @param {DialogFrame} frame */
function waiting(frame) {
  return html`<div class="stack" role="status" data-test="disk-waiting"><p>${t('disks.prepare.waiting')}</p>
      <progress class="update-bar" aria-label=${t('disks.working.prepare')}></progress></div>
    <div class="dialog-buttons"><button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()} ${mounted((button) => button.focus())}>${t('close')}</button></div>`;
}
