// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { frequency, isolated, moment, number, percent, shownName } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { isOwner } from '../core/session.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { openBudget } from './budget.js';
import { card } from './cards.js';
import { followPower, POWER_HISTORY_MILLIS, powerStore } from './power-feed.js';
import { spark } from './spark.js';

/** @typedef {import('./power-types.js').Power} Power @typedef {import('./power-types.js').PowerPort} PowerPort */

/** @param {number} milliwatts */
export function watts(milliwatts) {
  // Intl.NumberFormat knows no watts (ECMA-402, table of sanctioned units).
  return t('power.watts', { count: number(milliwatts / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }) });
}

export function powerCard() {
  const { power, absent } = powerStore.state;
  return card({
    id: 'power', title: t('power.title'), symbol: 'bolt', size: 'wide',
    body: html`<div class="power" data-test="power" data-state=${power ? 'shown' : absent ? 'absent' : 'asking'} ${mounted(followPower)}>
      ${power ? shown(power) : html`<p class="quiet">${absent ? t('power.absent') : t('loading')}</p>`}</div>`,
  });
}

/** @param {Power} power */
function shown(power) {
  const limit = power.budget.hardLimitMilliwatts;
  const samples = powerStore.state.history.map(({ at, milliwatts }) => ({ at, value: milliwatts / limit }));
  const how = t(`power.source.${power.source}`);
  return html`
    <div class="reading-row">
      <p class="reading" data-test="power-watts" data-value=${power.milliwatts} data-measured=${String(power.measured)}>${watts(power.milliwatts)}<span
        class="reading-note">${power.measured ? how : html`<span class="tag" title=${t('power.modelled.why')}>${how}</span>`}</span></p>
      <p class="reading small" data-test="power-limit" data-value=${limit}>${watts(limit)}<span class="reading-note">${t('power.limit')}</span></p>
    </div>
    ${spark(samples, { span: POWER_HISTORY_MILLIS, label: t('power.line', { now: watts(power.lastSecondMilliwatts), limit: watts(limit) }) })}
    <p data-test="power-binds" data-value=${power.binds}>${bindsWords(power)}</p>
    ${holds(power)}
    <div class="card-foot"><span>${t('power.energy', { today: wattHours(power.energy.todayWattHours), month: wattHours(power.energy.monthWattHours) })}</span>
      <a class="text-button" data-test="power-open" href="#/power">${t('power.open')}</a>
      ${isOwner() ? html`<button class="text-button" data-test="power-change" @click=${() => openBudget(power)}>${t('power.change')}</button>` : nothing}</div>`;
}

/** What holds work back, in words. @param {Power} power */
export function bindsWords(power) {
  return t(`power.binds.${power.binds}`, granted(power));
}

/** @param {Power} power */
function granted({ cpu }) {
  return { quota: percent(cpu.quotaMilliCores / (1000 * cpu.cores)), frequency: frequency(cpu.operatingPointHz) };
}

/** @param {number} count */
export function wattHours(count) {
  if (count >= 10_000) return t('power.kilowatt-hours', { count: number(count / 1000, { maximumFractionDigits: 1 }) });
  // What was used is not nothing, however little: a backup of a few changes takes thousandths.
  const digits = count < 0.1 ? { maximumSignificantDigits: 1 } : { maximumFractionDigits: count < 1 ? 2 : count < 10 ? 1 : 0 };
  return t('power.watt-hours', { count: number(count, digits) });
}

/** What is not let in, and what the owner should know besides. @param {Power} power */
export function holds(power) {
  const notices = power.notices.filter((notice) => !notice.kind.startsWith('device-'));
  const ports = power.ports.filter((port) => port.state !== 'in-use');
  if (notices.length === 0 && ports.length === 0) return nothing;
  return html`<ul class="things">
    ${ports.map((port) => html`<li class="thing" data-test="power-port" data-device=${port.device} data-state=${port.state}>
      <span class="thing-icon ${port.state === 'waiting' ? 'dim' : ''}">${icon('stick')}</span>
      <div class="thing-body"><p class="thing-name"><bdi>${shownName(port.name)}</bdi> <span class="tag">${t(`power.port.${port.state}`)}</span></p>
        <p>${portWords(port, power)}</p></div></li>`)}
    ${notices.map((notice) => html`<li class="thing" data-test="power-notice" data-kind=${notice.kind}>
      <span class="thing-icon">${icon('warning')}</span>
      <div class="thing-body"><p>${has(`power.notice.${notice.kind}`) ? t(`power.notice.${notice.kind}`) : notice.sentence}</p>
        <p class="quiet">${moment(new Date(notice.at))}</p></div></li>`)}
  </ul>`;
}

/** @param {PowerPort} port @param {Power} power */
function portWords(port, power) {
  return t(port.portOff ? 'power.port.off.why' : `power.port.${port.state}.why`, {
    name: isolated(port.name), need: watts(port.needMilliwatts), total: watts(port.withItMilliwatts),
    limit: watts(power.budget.hardLimitMilliwatts), when: t(port.surge ? 'power.when.surge' : 'power.when.work'),
  });
}
