// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { language, t } from '../core/i18n.js';
import { isOwner } from '../core/session.js';
import { follow } from '../plug/feed.js';
import { bindsWords, holds, wattHours, watts } from '../plug/power.js';
import { followPower, POWER_HISTORY_MILLIS, powerStore } from '../plug/power-feed.js';
import { barChart, lineChart } from '../power/chart.js';
import { axisWatts, goalSection, jobsSection, openMetrics, section, shareSection, spanOf, tableOf, temperatureSection } from '../power/parts.js';
import { choose, energyStore, followEnergy, months, RANGES, sums } from '../power/state.js';
import { mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';

/** @typedef {import('../power/state.js').Item} Item */

export const stores = [energyStore];

if (!document.querySelector('link[href="/app/css/power.css"]')) {
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/app/css/power.css' });
  document.head.append(style);
}

/** @param {string} test @param {Record<string, string>} choices @param {string} chosen @param {(value: string) => void} change @param {string} label */
function chooser(test, choices, chosen, change, label) {
  return html`<div class="energy-choice" role="group" aria-label=${label}>${Object.entries(choices).map(([value, text]) => html`
    <button class="button small ${value === chosen ? 'primary' : ''}" data-test=${test} data-value=${value} aria-pressed=${String(value === chosen)} @click=${() => change(value)}>${text}</button>`)}</div>`;
}

/** @param {Record<string, string>} keys what each colour or line stands for */
function legend(keys) {
  return html`<p class="energy-legend">${Object.entries(keys).map(([kind, text]) => html`<span><i class="key ${kind}"></i>${text}</span>`)}</p>`;
}

/** @param {Date} date @param {Intl.DateTimeFormatOptions} options @param {string} [zone] */
function format(date, options, zone) {
  return new Intl.DateTimeFormat(language(), { ...options, timeZone: zone }).format(date);
}

const CLOCK = /** @type {Intl.DateTimeFormatOptions} */ ({ hour: '2-digit', minute: '2-digit' });

/** @param {number} from @param {number} to @param {number} count */
function clockLabels(from, to, count) {
  return Array.from({ length: count + 1 }, (_, i) => ({ at: i / count, text: format(new Date(from + ((to - from) * i) / count), CLOCK) }));
}

/** @param {import('../plug/power-types.js').Power} power */
function liveChart(power) {
  const { live, minutes } = energyStore.state;
  const limit = power.budget.hardLimitMilliwatts / 1000;
  const wish = power.wishMilliwatts / 1000;
  const levels = [{ value: limit, kind: 'limit' }, ...(wish < limit ? [{ value: wish, kind: 'wish' }] : [])];
  const label = t('power.line', { now: watts(power.lastSecondMilliwatts), limit: watts(power.budget.hardLimitMilliwatts) });
  if (live) {
    const to = performance.now();
    const now = Date.now();
    const samples = powerStore.state.history.map(({ at, milliwatts }) => ({ at, value: milliwatts / 1000 }));
    return lineChart({ samples, from: to - POWER_HISTORY_MILLIS, to, longestPause: 5000, levels, unit: axisWatts, label, labels: clockLabels(now - POWER_HISTORY_MILLIS, now, 2) });
  }
  const to = Date.parse(minutes?.to ?? new Date().toISOString());
  const from = to - 3 * 3_600_000;
  const samples = (minutes?.items ?? []).filter((item) => item.seconds > 0).map((item) => ({ at: Date.parse(item.at) + 30_000, value: (item.wattHours * 3600) / item.seconds }));
  return lineChart({ samples, from, to, longestPause: 150_000, levels, unit: axisWatts, label: t('energy.line', { limit: watts(power.budget.hardLimitMilliwatts) }), labels: clockLabels(from, to, 3) });
}

/** @param {import('../plug/power-types.js').Power} power */
function nowSection(power) {
  const how = t(`power.source.${power.source}`);
  const wish = power.wishMilliwatts < power.budget.hardLimitMilliwatts;
  return section('now', 'bolt', t('energy.now'), html`
    <div class="reading-row"><p class="reading" data-test="power-watts" data-value=${power.milliwatts} data-measured=${String(power.measured)}>${watts(power.milliwatts)}<span
        class="reading-note">${power.measured ? how : html`<span class="tag" title=${t('power.modelled.why')}>${how}</span>`}</span></p>
      <p class="reading small" data-test="power-limit" data-value=${power.budget.hardLimitMilliwatts}>${watts(power.budget.hardLimitMilliwatts)}<span class="reading-note">${t('power.limit')}</span></p></div>
    ${chooser('power-span', { live: t('energy.span.live'), hours: t('energy.span.hours') }, energyStore.state.live ? 'live' : 'hours', (value) => energyStore.set({ live: value === 'live' }), t('energy.span'))}
    ${liveChart(power)}
    ${legend({ watts: t('energy.key.watts'), limit: t('power.limit'), ...(wish && { wish: t('energy.key.wish') }) })}
    <p data-test="power-binds" data-value=${power.binds}>${bindsWords(power)}</p>${holds(power)}`, 'energy-wide');
}

/** Every span from the first known to the last, with nothing where nothing is known. @param {Item[]} items @param {number} span */
function withGaps(items, span) {
  /** @type {(Item | undefined)[]} */
  const all = [];
  for (const item of items) {
    const before = all.at(-1);
    const missing = before ? Math.round((Date.parse(item.at) - Date.parse(before.at)) / (span * 1000)) - 1 : 0;
    for (let i = 0; i < Math.min(missing, 400); i++) all.push(undefined);
    all.push(item);
  }
  return all;
}

/** @param {import('../power/state.js').History} history */
function historyParts(history) {
  const { range } = energyStore.state;
  const items = range === 'year' ? months(history.items, history.zone, history.to) : history.items;
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({ hours: { weekday: 'short', hour: '2-digit' }, days: { day: 'numeric', month: 'short' }, year: { month: 'short', year: 'numeric' } }[range]);
  const when = (/** @type {Item} */ item) => format(new Date(item.at), options, history.zone);
  const all = range === 'year' ? items : withGaps(items, history.spanSeconds);
  const bars = all.map((item) => item && { total: item.wattHours, measured: item.measuredWattHours, known: item.seconds / spanOf(item, history.spanSeconds) });
  const step = Math.max(1, Math.ceil(all.length / 4));
  const labels = all.flatMap((item, i) => (item && i % step === 0 ? [{ at: (i + 0.5) / all.length, text: when(item) }] : []));
  return { items, when, bars, labels };
}

function historySection() {
  const { history, range } = energyStore.state;
  const choices = { hours: t('energy.range.hours'), days: t('energy.range.days'), year: t('energy.range.year') };
  const choice = chooser('energy-range', choices, range, choose, t('energy.range'));
  if (!history) return section('history', 'list', t('energy.history'), html`${choice}<p class="quiet" role="status">${t('loading')}</p>`, 'energy-wide');
  const { items, when, bars, labels } = historyParts(history);
  const sum = sums(items);
  const query = new URLSearchParams({ by: RANGES[range].by, from: history.from, to: history.to, download: '1' });
  const words = { total: wattHours(sum.total), measured: wattHours(sum.measured) };
  return section('history', 'list', t('energy.history'), html`${choice}
    ${items.length === 0 ? html`<p class="quiet">${t('energy.nothing')}</p>` : html`${barChart({ bars, labels, unit: wattHours, label: t('energy.bars', words) })}
      ${legend({ measured: t('energy.measured'), modelled: t('energy.modelled'), gap: t('energy.gap') })}
      <p data-test="energy-sum" data-value=${sum.total}>${t('energy.sum', words)}${history.complete ? nothing : ` ${t('energy.incomplete')}`}</p>
      ${tableOf(items, when, history.spanSeconds)}`}
    <div class="energy-row"><a class="button" data-test="energy-csv" href="/api/v1/energy/csv?${query}" download>${icon('download')}${t('energy.csv')}</a>
      <a class="button" data-test="energy-json" href="/api/v1/energy?${query}" download>${icon('download')}${t('energy.json')}</a>
      ${isOwner() ? html`<button class="button" data-test="metrics-open" @click=${() => openMetrics()}>${icon('cable')}${t('energy.metrics')}</button>` : nothing}</div>`, 'energy-wide');
}

export function view() {
  const { power, absent } = powerStore.state;
  const { history, jobs, error } = energyStore.state;
  const items = history ? historyParts(history).items : [];
  return html`<div class="energy" data-test="power-view" data-state=${power ? 'shown' : absent ? 'absent' : 'asking'} ${mounted(() => {
    const ends = [follow(), followPower(), followEnergy()];
    return () => ends.forEach((end) => end());
  })}>
    <h1 class="view-title" tabindex="-1">${t('power.title')}</h1>
    ${error ? html`<p class="field-problem" role="alert">${sentence(error)}</p>` : nothing}
    <div class="energy-cards">
      ${power ? nowSection(power) : section('now', 'bolt', t('energy.now'), html`<p class="quiet" role="status">${absent || t('loading')}</p>`, 'energy-wide')}
      ${power ? goalSection(power) : nothing}${temperatureSection()}
      ${historySection()}${shareSection(items)}${jobsSection(jobs)}</div></div>`;
}
