// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { byteRate, bytes, celsius, duration, fingerprintGroups, frequency, memoryBytes, number, percent } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { sessionStore } from '../core/session.js';
import { css } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { HISTORY_MILLIS, plugStore } from './feed.js';
import { warmth } from './health.js';
import { spark } from './spark.js';

/** @typedef {import('./types.js').Snapshot} Snapshot */

/**
 * @param {{id: string, title: string, symbol: any, body: unknown, size?: '' | 'wide' | 'main'}} parts
 */
export function card({ id, title, symbol, body, size = '' }) {
  return html`<section class="card ${size && `card-${size}`}" aria-labelledby="card-${id}">
    <h2 class="card-title" id="card-${id}">${icon(symbol)}<span>${title}</span></h2>
    ${body}
  </section>`;
}

/** A bar that says how much. @param {number} part 0..1 @param {string} label @param {'' | 'warn' | 'bad'} [mood] */
export function meter(part, label, mood = '') {
  return html`<div class="meter ${mood}" role="img" aria-label=${label} ${css({ '--part': Math.min(1, Math.max(0, part)) })}></div>`;
}

/** @param {Snapshot} snapshot */
export function processorCard(snapshot) {
  const { cpu } = snapshot;
  const { history } = plugStore.state;
  const samples = history.map(({ at, usage }) => ({ at, value: usage }));
  const peak = Math.max(0, ...samples.map((each) => each.value));
  return card({
    id: 'cpu', title: t('cpu.title'), symbol: 'cpu', size: 'main',
    body: html`
      <div class="reading-row">
        <p class="reading" data-test="cpu-usage" data-value=${cpu.usage}>${percent(cpu.usage)}<span class="reading-note">${t('cpu.busy')}</span></p>
        ${cpu.frequencyHz === undefined ? nothing : html`<p class="reading small" data-test="cpu-frequency" data-value=${cpu.frequencyHz}>${frequency(cpu.frequencyHz)}
          <span class="reading-note">${cpu.governor ? t('cpu.governor', { governor: cpu.governor }) : t('cpu.frequency')}</span></p>`}
      </div>
      ${spark(samples, { span: HISTORY_MILLIS, label: t('cpu.line', { now: percent(cpu.usage), peak: percent(peak) }) })}
      <div class="card-foot"><span>${t('cpu.cores', { count: cpu.cores, online: cpu.online })}</span>${operatingPoints(cpu)}<span>${t('cpu.span')}</span></div>`,
  });
}

/** The steps the processor can run at, the present one lit. @param {Snapshot['cpu']} cpu */
function operatingPoints({ operatingPointsHz, frequencyHz }) {
  if (operatingPointsHz.length < 2 || frequencyHz === undefined) return nothing;
  const steps = [...operatingPointsHz].sort((a, b) => a - b);
  const at = steps.findLastIndex((hertz) => hertz <= frequencyHz * 1.01);
  const label = t('cpu.steps', { at: at + 1, count: steps.length, low: frequency(steps[0]), high: frequency(steps[steps.length - 1]) });
  return html`<span class="steps" role="img" aria-label=${label} title=${label}>
    ${steps.map((_, i) => html`<i class=${i <= at ? 'on' : ''} ${css({ '--step': (i + 1) / steps.length })}></i>`)}</span>`;
}

/** @param {Snapshot} snapshot */
export function temperatureCard({ thermal }) {
  const hottest = thermal.reduce((/** @type {typeof thermal[0] | undefined} */ most, zone) => (!most || zone.milliCelsius > most.milliCelsius ? zone : most), undefined);
  if (!hottest) return card({ id: 'heat', title: t('heat.title'), symbol: 'heat', body: html`<p class="quiet">${t('heat.none')}</p>` });
  const word = warmth(hottest.milliCelsius);
  const mood = word === 'too-hot' ? 'bad' : word === 'hot' ? 'warn' : '';
  return card({
    id: 'heat', title: t('heat.title'), symbol: 'heat',
    body: html`
      <p class="reading" data-test="temperature" data-value=${hottest.milliCelsius}>${celsius(hottest.milliCelsius)}<span class="reading-note">${t(`heat.${word}`)}</span></p>
      ${meter((hottest.milliCelsius - 20_000) / 70_000, t('heat.meter', { value: celsius(hottest.milliCelsius) }), mood)}
      <div class="card-foot">${thermal.length > 1
        ? thermal.map((zone) => html`<span>${zone.type} ${celsius(zone.milliCelsius)}</span>`)
        : html`<span>${hottest.type}</span>`}</div>`,
  });
}

/** @param {Snapshot} snapshot */
export function memoryCard({ memory }) {
  const used = memory.totalBytes - memory.availableBytes;
  const part = used / memory.totalBytes;
  const words = t('memory.of', { used: memoryBytes(used), total: memoryBytes(memory.totalBytes) });
  const swapUsed = memory.swapTotalBytes - memory.swapFreeBytes;
  return card({
    id: 'memory', title: t('memory.title'), symbol: 'memory',
    body: html`
      <p class="reading" data-test="memory" data-value=${used}>${memoryBytes(used)}<span class="reading-note">${t('memory.total', { total: memoryBytes(memory.totalBytes) })}</span></p>
      ${meter(part, words, part > 0.94 ? 'bad' : part > 0.85 ? 'warn' : '')}
      <div class="card-foot"><span>${t('memory.free', { free: memoryBytes(memory.availableBytes) })}</span>
        ${memory.swapTotalBytes > 0 ? html`<span>${t('memory.swap', { used: memoryBytes(swapUsed), total: memoryBytes(memory.swapTotalBytes) })}</span>` : nothing}</div>`,
  });
}

/** Bytes a second over the last few samples. @param {'rx' | 'tx'} way */
function rate(way) {
  const recent = plugStore.state.history.slice(-4);
  const first = recent[0];
  const last = recent.at(-1);
  if (!first || !last || last.at <= first.at) return 0;
  return Math.max(0, last[way] - first[way]) / ((last.at - first.at) / 1000);
}

/** @param {Snapshot} snapshot */
export function networkCard({ network }) {
  const shown = network.filter((each) => each.kind !== 'loopback');
  return card({
    id: 'network', title: t('network.title'), symbol: 'wifi',
    body: shown.length === 0 ? html`<p class="quiet">${t('network.none')}</p>` : html`
      <ul class="things">${shown.map(interfaceView)}</ul>
      <div class="card-foot"><span>${t('network.down', { rate: byteRate(rate('rx')) })}</span><span>${t('network.up', { rate: byteRate(rate('tx')) })}</span></div>`,
  });
}

/** @param {import('./types.js').NetworkInterface} each */
function interfaceView(each) {
  const kind = has(`network.kind.${each.kind}`) ? t(`network.kind.${each.kind}`) : each.kind;
  const state = !each.carrier ? t('network.no-carrier') : each.speedMbps ? t('network.speed', { speed: number(each.speedMbps) }) : t('network.carrier');
  return html`<li class="thing" data-test="network-interface" data-name=${each.name} data-carrier=${String(each.carrier)}>
    <span class="thing-icon ${each.carrier ? '' : 'dim'}">${icon(each.kind === 'wifi' ? 'wifi' : each.kind === 'ethernet' ? 'cable' : 'loop')}</span>
    <div class="thing-body">
      <p class="thing-name">${kind} <span class="quiet">${each.name} · ${state}</span></p>
      ${each.addresses.map((address) => html`<p class="mono" dir="ltr">${address.replace(/\/\d+$/, '')}</p>`)}
    </div></li>`;
}

/** @param {Snapshot} snapshot */
export function aboutCard(snapshot) {
  const { versions } = snapshot;
  /** @type {[string, unknown, string][]} */
  const rows = [
    [t('about.model'), snapshot.model, 'model'],
    [t('about.hearth'), `${versions.hearth} (${versions.build})`, 'version-hearth'],
    [t('about.image'), has(`about.image.${versions.image}`) ? t(`about.image.${versions.image}`) : versions.image, 'version-image'],
    [t('about.kernel'), versions.kernel, 'version-kernel'],
    [t('about.java'), versions.java, 'version-java'],
    [t('about.hostname'), snapshot.hostname, 'hostname'],
  ];
  const groups = fingerprintGroups(sessionStore.state.fingerprint);
  return card({
    id: 'about', title: t('about.title'), symbol: 'info', size: 'wide',
    body: html`<dl class="facts">
      <div><dt>${t('about.uptime')}</dt><dd data-test="uptime" data-value=${snapshot.uptimeSeconds}>${duration(snapshot.uptimeSeconds)}</dd></div>
      ${rows.map(([term, value, test]) => html`<div><dt>${term}</dt><dd data-test=${test}><bdi>${value}</bdi></dd></div>`)}
      ${groups.length > 0 ? html`<div class="facts-wide"><dt>${t('about.fingerprint')}</dt><dd class="fingerprint" dir="ltr">${groups.map((group) => html`<span>${group}</span><wbr />`)}</dd></div>` : nothing}
    </dl>`,
  });
}
