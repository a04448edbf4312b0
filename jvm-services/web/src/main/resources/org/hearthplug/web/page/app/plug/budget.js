// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { moment } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { openDialog } from '../ui/dialogs.js';
import { changeBudget } from './power-feed.js';

/** @typedef {import('./power-types.js').Power} Power @typedef {import('./power-types.js').Budget} Budget */

const LEAST = 3;
const MOST = 15;

/** 15 W for a month, and some. */
const MOST_KILOWATT_HOURS = 12;

/** @param {number} minutes after midnight */
export function clockText(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** @param {string} text HH:MM @returns {number | undefined} minutes after midnight */
export function clockMinutes(text) {
  const parts = /^(\d{1,2}):(\d{2})/.exec(text);
  return parts && Number(parts[1]) < 24 && Number(parts[2]) < 60 ? Number(parts[1]) * 60 + Number(parts[2]) : undefined;
}

/**
 * What the form asks for; a wish that is left empty is none.
 * @param {{limit: string, comfort: string, quiet: string, from: string, to: string, goal: string, admission: boolean}} form
 * The goal is in kWh; empty is none.
 * @returns {Budget | undefined} undefined when the limit or the goal makes no sense
 */
export function budgetOf(form, zone = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  const limit = Number(form.limit);
  if (!(limit >= LEAST && limit <= MOST)) return undefined;
  const goal = form.goal.trim() === '' ? 0 : Number(form.goal);
  if (!(goal >= 0 && goal <= MOST_KILOWATT_HOURS)) return undefined;
  const wish = (/** @type {string} */ text) => (text.trim() === '' || !(Number(text) >= 1) ? limit : Math.min(limit, Number(text)));
  const from = clockMinutes(form.from);
  const to = clockMinutes(form.to);
  const hours = from === undefined || to === undefined || form.quiet.trim() === '' ? { quietFromMinute: 0, quietToMinute: 0 } : { quietFromMinute: from, quietToMinute: to };
  return {
    hardLimitMilliwatts: Math.round(limit * 1000), comfortMilliwatts: Math.round(wish(form.comfort) * 1000),
    quietMilliwatts: Math.round(wish(form.quiet) * 1000), ...hours, zone, monthlyWattHours: Math.round(goal * 1000), admission: form.admission,
  };
}

/** What one opening of the dialog knows. */
class Form {
  constructor() {
    this.problem = '';
    this.busy = false;
  }

  /** @param {SubmitEvent} event @param {import('../ui/dialogs.js').DialogFrame} frame */
  async submit(event, frame) {
    event.preventDefault();
    if (this.busy) return;
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => String(data.get(name) ?? '').replace(',', '.');
    const budget = budgetOf({
      limit: text('limit'), comfort: text('comfort'), quiet: text('quiet'), from: text('from'), to: text('to'), goal: text('goal'), admission: data.has('admission'),
    });
    this.problem = budget ? '' : t('budget.limit.wrong');
    if (budget) {
      this.busy = true;
      frame.refresh();
      try {
        await changeBudget(budget);
        frame.close(true);
        return;
      } catch (error) {
        this.problem = sentence(error, 'budget');
      }
      this.busy = false;
    }
    frame.refresh();
  }
}

/** @param {string} name @param {string} label @param {string} value @param {string} test @param {string} [hint] */
function wattsField(name, label, value, test, hint) {
  return html`<label class="field"><span class="field-label">${label}</span>
    <input class="input" name=${name} type="number" inputmode="decimal" step="0.1" min="1" max=${MOST} value=${value} data-test=${test} />
    ${hint ? html`<span class="field-hint">${hint}</span>` : nothing}</label>`;
}

/** @param {number} milliwatts @param {number} limit */
function wishText(milliwatts, limit) {
  return milliwatts < limit ? String(milliwatts / 1000) : '';
}

/** Journal lines are the plug's own; what they begin with is worded here. @param {string} what */
function changeWords(what) {
  return what.split('; ').map((part) => {
    const colon = part.indexOf(': ');
    const key = `budget.changed.${part.slice(0, colon).toLowerCase().replace(/[^a-z]+/g, '-')}`;
    return colon > 0 && has(key) ? `${t(key)}: ${part.slice(colon + 2)}` : part;
  }).join(' · ');
}

/** Asks what the plug may draw. @param {Power} power */
export function openBudget({ budget, journal }) {
  const form = new Form();
  const limit = budget.hardLimitMilliwatts;
  const quiet = budget.quietFromMinute !== budget.quietToMinute;
  return openDialog(t('budget.title'), (frame) => html`<form class="stack" novalidate @submit=${(/** @type {SubmitEvent} */ event) => form.submit(event, frame)}>
    ${wattsField('limit', t('budget.limit'), String(limit / 1000), 'budget-limit', t('budget.limit.hint'))}
    ${wattsField('comfort', t('budget.comfort'), wishText(budget.comfortMilliwatts, limit), 'budget-comfort', t('budget.comfort.hint'))}
    <fieldset class="field quiet-hours"><legend class="field-label">${t('budget.quiet')}</legend>
      <div class="quiet-row">
        <input class="input" type="time" name="from" aria-label=${t('budget.quiet.from')} value=${quiet ? clockText(budget.quietFromMinute) : '22:00'} data-test="budget-quiet-from" />
        <span aria-hidden="true">–</span>
        <input class="input" type="time" name="to" aria-label=${t('budget.quiet.to')} value=${quiet ? clockText(budget.quietToMinute) : '07:00'} data-test="budget-quiet-to" />
        <input class="input" type="number" inputmode="decimal" step="0.1" min="1" max=${MOST} name="quiet" aria-label=${t('budget.quiet.watts')} placeholder=${t('budget.quiet.none')}
          value=${quiet ? wishText(budget.quietMilliwatts, limit) : ''} data-test="budget-quiet-watts" /></div>
      <span class="field-hint">${t('budget.quiet.hint')}</span></fieldset>
    <label class="field"><span class="field-label">${t('budget.goal')}</span>
      <input class="input" name="goal" type="number" inputmode="decimal" step="0.05" min="0" max=${MOST_KILOWATT_HOURS} value=${budget.monthlyWattHours > 0 ? String(budget.monthlyWattHours / 1000) : ''} data-test="budget-goal" />
      <span class="field-hint">${t('budget.goal.hint')}</span></label>
    <label class="check-line"><input type="checkbox" name="admission" ?checked=${budget.admission} data-test="budget-admission" /><span>${t('budget.admission')}</span></label>
    <p class="field-hint">${t('budget.admission.hint')}</p>
    ${journal.length > 0 ? html`<details><summary>${t('budget.journal')}</summary>
      <ul class="things">${journal.map((change) => html`<li data-test="budget-change"><p>${changeWords(change.what)}</p><p class="quiet">${moment(new Date(change.at))} · <bdi>${change.by}</bdi></p></li>`)}</ul></details>` : nothing}
    <p class="field-problem" role="alert" data-test="budget-problem">${form.problem}</p>
    <div class="dialog-buttons">
      <button type="button" class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('cancel')}</button>
      <button class="button primary" data-test="dialog-submit" ?disabled=${form.busy}>${t('budget.save')}</button>
    </div></form>`);
}
