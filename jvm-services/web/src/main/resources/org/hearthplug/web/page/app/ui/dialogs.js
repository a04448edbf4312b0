// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { t } from '../core/i18n.js';
import { Store } from '../core/store.js';
import { mounted } from './directives.js';

/**
 * @typedef {object} DialogFrame
 * @property {(result?: any) => void} close
 * @property {() => void} refresh draws the dialog again
 * @property {() => boolean} open whether it is still shown
 *
 * @typedef {object} Dialog
 * @property {number} id
 * @property {string} title
 * @property {(frame: DialogFrame) => unknown} body
 * @property {boolean} firm Escape does not close it
 * @property {(result: any) => void} settle
 */

/** @type {Store<{dialogs: Dialog[]}>} */
export const dialogStore = new Store({ dialogs: [] });

let lastId = 0;

/**
 * Opens a modal dialog and waits for it.
 * @param {string} title
 * @param {(frame: DialogFrame) => unknown} body
 * @param {{firm?: boolean}} [options]
 * @returns {Promise<any>} what `close` was given; undefined when it was dismissed
 */
export function openDialog(title, body, { firm = false } = {}) {
  return new Promise((settle) => {
    dialogStore.set({ dialogs: [...dialogStore.state.dialogs, { id: ++lastId, title, body, firm, settle }] });
  });
}

/** @param {Dialog} dialog @param {any} [result] */
function close(dialog, result) {
  const { dialogs } = dialogStore.state;
  if (!dialogs.includes(dialog)) return;
  dialogStore.set({ dialogs: dialogs.filter((each) => each !== dialog) });
  dialog.settle(result);
}

/** @param {HTMLElement} element */
function show(element) {
  const box = /** @type {HTMLDialogElement} */ (element);
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  box.showModal();
  const first = /** @type {HTMLElement | null} */ (box.querySelector('[data-autofocus]'));
  first?.focus();
  return () => {
    // While it is modal, nothing else can take the focus.
    box.close();
    if (before?.isConnected) before.focus();
  };
}

/** @param {Dialog} dialog */
function dialogView(dialog) {
  const frame = { close: (/** @type {any} */ result) => close(dialog, result), refresh: () => dialogStore.changed(), open: () => dialogStore.state.dialogs.includes(dialog) };
  const cancelled = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!dialog.firm) close(dialog);
  };
  return html`<dialog class="dialog" data-test="dialog" aria-labelledby="dialog-title-${dialog.id}" @cancel=${cancelled} ${mounted(show)}>
    <h2 id="dialog-title-${dialog.id}" class="dialog-title">${dialog.title}</h2>
    ${dialog.body(frame)}
  </dialog>`;
}

export function dialogsView() {
  return repeat(dialogStore.state.dialogs, (dialog) => dialog.id, dialogView);
}

/**
 * The row of buttons at a dialog's foot.
 * @param {DialogFrame} frame
 * @param {{label: string, danger?: boolean, disabled?: boolean, onClick?: () => void}} main without onClick it submits the form around it
 */
export function dialogButtons(frame, { label, danger = false, disabled = false, onClick }) {
  return html`<div class="dialog-buttons">
    <button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('cancel')}</button>
    <button type=${onClick ? 'button' : 'submit'} class="button ${danger ? 'danger' : 'primary'}" data-test="dialog-submit"
      ?disabled=${disabled} @click=${onClick ?? nothing}>${label}</button>
  </div>`;
}

/**
 * Asks before something that cannot be taken back.
 * @param {{title: string, text: string, label: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export async function confirm({ title, text, label, danger = true }) {
  const answer = await openDialog(title, (frame) => html`
    <p>${text}</p>
    ${dialogButtons(frame, { label, danger, onClick: () => frame.close(true) })}`);
  return answer === true;
}

/**
 * Asks for a name.
 * @param {{title: string, label: string, value: string, selectTo?: number, submit: string, check: (name: string) => string | undefined, act: (name: string) => Promise<string | undefined>}} options
 *   check: a sentence when the name will not do; act: does it, a sentence when it failed
 */
export function askName({ title, label, value, selectTo = value.length, submit, check, act }) {
  let problem = '';
  let busy = false;
  return openDialog(title, (frame) => {
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = /** @type {HTMLFormElement} */ (event.currentTarget);
      const name = /** @type {HTMLInputElement} */ (form.elements.namedItem('name')).value;
      if (busy) return;
      problem = check(name) ?? '';
      if (!problem) {
        busy = true;
        frame.refresh();
        problem = (await act(name)) ?? '';
        busy = false;
        if (!problem) return frame.close(name);
      }
      frame.refresh();
      /** @type {HTMLInputElement} */ (form.elements.namedItem('name')).focus();
    };
    const select = (/** @type {HTMLElement} */ input) => {
      input.focus();
      /** @type {HTMLInputElement} */ (input).setSelectionRange(0, selectTo);
    };
    return html`<form class="stack" novalidate @submit=${send}>
      <label class="field">
        <span class="field-label">${label}</span>
        <input name="name" class="input" data-test="name-input" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"
          .defaultValue=${value} aria-invalid=${problem ? 'true' : 'false'} aria-describedby="name-problem" ${mounted(select)} />
      </label>
      <p id="name-problem" class="field-problem" role="alert">${problem}</p>
      ${dialogButtons(frame, { label: submit, disabled: busy })}
    </form>`;
  });
}

/**
 * A form that may be refused. The dialog closes when `act` succeeds; `act` may return what is shown instead of the form.
 * @param {{title: string, label: string, fields: (frame: DialogFrame) => unknown, act: (form: FormData) => Promise<((frame: DialogFrame) => unknown) | void>,
 *   check?: (form: FormData) => string | undefined, words: (error: unknown) => string, test: string}} options
 *   label: of the button; check: a sentence when the form will not do; words: a sentence for what went wrong; test: names the place where it stands
 */
export function askForm({ title, label, fields, act, check, words, test }) {
  let [problem, busy] = ['', false];
  /** @type {((frame: DialogFrame) => unknown) | void} */
  let after;
  return openDialog(title, (frame) => {
    if (after) return after(frame);
    const send = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (busy) return;
      const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
      problem = check?.(form) ?? '';
      if (problem) return frame.refresh();
      busy = true;
      frame.refresh();
      try {
        after = await act(form);
        if (!after) return frame.close(true);
      } catch (error) {
        problem = words(error);
      }
      busy = false;
      frame.refresh();
    };
    return html`<form class="stack" novalidate @submit=${send}>${fields(frame)}
      <p class="field-problem" role="alert" data-test=${test}>${problem}</p>${dialogButtons(frame, { label, disabled: busy })}</form>`;
  });
}
