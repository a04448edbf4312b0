// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import * as api from '../core/api.js';
import { sentence } from '../core/errors.js';
import { celsius, duration, moment, number, percent } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { isOwner, sessionStore } from '../core/session.js';
import { clockText, openBudget } from '../plug/budget.js';
import { meter } from '../plug/cards.js';
import { plugStore } from '../plug/feed.js';
import { wattHours, watts } from '../plug/power.js';
import { openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { NAMES, sums } from './state.js';

/** @typedef {import('../plug/power-types.js').Power} Power */

/** @param {string} id @param {any} symbol @param {unknown} title @param {unknown} body @param {string} [size] */
export function section(id, symbol, title, body, size = '') {
  return html`<section class="card ${size}" aria-labelledby="power-${id}"><h2 class="card-title" id="power-${id}">${icon(symbol)}<span>${title}</span></h2>${body}</section>`;
}

/** Goal, wishes and quiet hours. @param {Power} power */
export function goalSection(power) {
  const { budget, energy } = power;
  const goal = budget.monthlyWattHours;
  const limit = budget.hardLimitMilliwatts;
  const quiet = budget.quietFromMinute !== budget.quietToMinute && budget.quietMilliwatts < limit;
  const words = { used: wattHours(energy.monthWattHours), goal: wattHours(goal), forecast: wattHours(energy.forecastWattHours) };
  const mood = energy.goal === 'missed' ? 'bad' : energy.goal === 'tight' ? 'warn' : '';
  return section('goal', 'clock', t('energy.goal.title'), html`
    <p class="reading small" data-test="energy-month" data-value=${energy.monthWattHours}>${words.used}<span class="reading-note">${t('energy.goal.so-far')}</span></p>
    ${goal > 0 ? meter(energy.monthWattHours / goal, t('energy.goal.meter', words), mood) : nothing}
    <p data-test="energy-goal" data-state=${energy.goal}>${t(`energy.goal.${energy.goal}`, words)}</p>
    <dl class="facts">
      <div><dt>${t('energy.comfort')}</dt><dd>${budget.comfortMilliwatts < limit ? watts(budget.comfortMilliwatts) : t('energy.none')}</dd></div>
      <div><dt>${t('budget.quiet')}</dt><dd>${quiet ? t('energy.quiet', { from: clockText(budget.quietFromMinute), to: clockText(budget.quietToMinute), watts: watts(budget.quietMilliwatts) }) : t('energy.none')}</dd></div>
    </dl>
    ${isOwner() ? html`<div><button class="button" data-test="power-change" @click=${() => openBudget(power)}>${t('power.change')}</button></div>` : nothing}`);
}

export function temperatureSection() {
  const zones = plugStore.state.snapshot?.thermal ?? [];
  return section('heat', 'heat', t('heat.title'), zones.length === 0 ? html`<p class="quiet">${t('heat.none')}</p>`
    : html`<dl class="facts">${zones.map((zone) => html`<div><dt><bdi>${zone.type}</bdi></dt><dd data-test="power-temperature" data-value=${zone.milliCelsius}>${celsius(zone.milliCelsius)}</dd></div>`)}</dl>`);
}

/** @param {import('./state.js').Item[]} items */
export function shareSection(items) {
  const sum = sums(items);
  return section('share', 'list', html`${t('energy.share')} <span class="tag" title=${t('energy.share.why')}>${t('energy.modelled')}</span>`, sum.total === 0 ? html`<p class="quiet">${t('energy.nothing')}</p>` : html`
    <ul class="things">${NAMES.map((name) => html`<li class="energy-share" data-test="energy-share" data-name=${name} data-value=${sum[name]}>
      <p><span>${t(`energy.name.${name}`)}</span><span class="partition-free">${wattHours(sum[name])} · ${percent(sum[name] / sum.total)}</span></p>
      ${meter(sum[name] / sum.total, t('energy.share.meter', { name: t(`energy.name.${name}`), part: percent(sum[name] / sum.total) }))}</li>`)}</ul>
    <p class="quiet">${t('energy.share.why')}</p>`);
}

/** @param {import('./state.js').EnergyJob[]} jobs */
export function jobsSection(jobs) {
  return section('jobs', 'backup', html`${t('energy.jobs')} <span class="tag" title=${t('energy.share.why')}>${t('energy.modelled')}</span>`, jobs.length === 0 ? html`<p class="quiet">${t('energy.jobs.none')}</p>` : html`
    <ul class="things">${jobs.slice(0, 12).map((job) => html`<li class="energy-job" data-test="energy-job" data-kind=${job.kind}>
      <p><strong>${jobName(job.kind)}</strong>${job.good ? nothing : html` <span class="tag warn">${t('energy.jobs.failed')}</span>`}</p>
      <p class="partition-free">${job.atLeast ? t('energy.at-least', { energy: wattHours(job.wattHours) }) : wattHours(job.wattHours)}</p>
      <p class="quiet">${moment(new Date(job.began))} · ${duration((Date.parse(job.ended) - Date.parse(job.began)) / 1000)}</p></li>`)}</ul>`);
}

/** @param {string} kind */
function jobName(kind) {
  const key = `energy.job.${kind}`;
  return has(key) ? t(key) : kind;
}

/** A password for Prometheus, told once. */
export function openMetrics() {
  let password = '';
  let problem = '';
  return openDialog(t('energy.metrics'), (frame) => {
    const make = async () => {
      try {
        password = (await api.appPasswords.create('Prometheus', 'metrics')).password;
        problem = '';
      } catch (error) {
        problem = sentence(error, 'programs');
      }
      frame.refresh();
    };
    return html`<p>${t('energy.metrics.text')}</p>
      <dl class="copy-lines compare"><div><dt>${t('programs.address')}</dt><dd><code><bdi>${location.origin}/metrics</bdi></code></dd></div>
        <div><dt>${t('programs.user')}</dt><dd><code><bdi>${sessionStore.state.ownerName}</bdi></code></dd></div>
        ${password ? html`<div><dt>${t('programs.password')}</dt><dd><code data-test="metrics-password">${password}</code></dd></div>` : nothing}</dl>
      ${password ? html`<p role="status">${t('programs.once')}</p>` : nothing}
      <p class="field-problem" role="alert">${problem}</p>
      <div class="dialog-buttons"><button class="button" data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button>
        ${password ? nothing : html`<button class="button primary" data-test="metrics-create" @click=${make}>${t('programs.create')}</button>`}</div>`;
  });
}

/** @param {import('./state.js').Item[]} items @param {(item: import('./state.js').Item) => string} when @param {number} spanSeconds */
export function tableOf(items, when, spanSeconds) {
  return html`<details class="energy-table"><summary data-test="energy-table">${t('energy.table')}</summary><div class="energy-scroll" tabindex="0" role="region" aria-label=${t('energy.table')}><table>
    <thead><tr><th scope="col">${t('energy.when')}</th><th scope="col">${t('energy.energy')}</th><th scope="col">${t('energy.measured-part')}</th><th scope="col">${t('energy.peak')}</th><th scope="col">${t('energy.known')}</th><th scope="col">${t('energy.hottest')}</th></tr></thead>
    <tbody>${items.toReversed().map((item) => html`<tr><th scope="row">${when(item)}</th><td>${wattHours(item.wattHours)}</td><td>${percent(item.wattHours > 0 ? item.measuredWattHours / item.wattHours : 0)}</td>
      <td>${watts(item.peakMilliwatts)}</td><td>${percent(item.seconds / spanOf(item, spanSeconds))}</td><td>${item.dieCelsius === undefined ? '–' : celsius(item.dieCelsius * 1000)}</td></tr>`)}</tbody></table></div></details>`;
}

/** @param {any} item @param {number} otherwise */
export function spanOf(item, otherwise) {
  return item.spanSeconds ?? otherwise;
}

/** For an axis. @param {number} count */
export function axisWatts(count) {
  return t('power.watts', { count: number(count, { maximumFractionDigits: 1 }) });
}
