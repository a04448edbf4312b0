// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing, svg } from '../vendor/lit-html/lit-html.js';
import { linePath, pieces } from '../plug/spark.js';
import { css } from '../ui/directives.js';

const WIDTH = 600;
const HEIGHT = 200;

/** A round number at or above, so that lines of a grid fall on round numbers. @param {number} value */
export function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value * 0.999) ?? 10 * power;
}

/** @param {number} top @returns {number[]} three marks from the bottom */
function marks(top) {
  return [0, top / 2, top];
}

/**
 * Axes in the page's own letters around a picture that stretches.
 * @param {{top: number, unit: (value: number) => string, labels: {at: number, text: string}[], label: string, picture: unknown, test: string}} parts
 */
function axes({ top, unit, labels, label, picture, test }) {
  return html`<div class="chart" data-test=${test}>
    <div class="chart-y" aria-hidden="true">${marks(top).map((value) => html`<span ${css({ '--at': value / top })}>${unit(value)}</span>`)}</div>
    <svg class="chart-picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label}>
      <path class="chart-grid" d=${marks(top).map((value) => `M0 ${y(value, top)}H${WIDTH}`).join('')} />${picture}</svg>
    <div class="chart-x" aria-hidden="true">${labels.map(({ at, text }) => html`<span class=${at < 0.1 ? 'first' : at > 0.9 ? 'last' : ''} ${css({ '--at': at })}>${text}</span>`)}</div></div>`;
}

/** @param {number} value @param {number} top */
function y(value, top) {
  return Math.round((HEIGHT - (Math.min(top, Math.max(0, value)) / top) * HEIGHT) * 10) / 10;
}

/**
 * Watts over time, with a break wherever nothing is known, against lines that are not to be crossed.
 * @param {{samples: {at: number, value: number}[], from: number, to: number, longestPause: number, levels: {value: number, kind: string}[],
 *   unit: (value: number) => string, labels: {at: number, text: string}[], label: string}} options
 */
export function lineChart({ samples, from, to, longestPause, levels, unit, labels, label }) {
  const top = ceiling(Math.max(1, ...levels.map(({ value }) => value), ...samples.map(({ value }) => value)) * 1.04);
  const x = (/** @type {number} */ at) => Math.round(((at - from) / (to - from)) * WIDTH * 10) / 10;
  const shown = samples.filter(({ at }) => at >= from && at <= to);
  /** @type {[number, number][][]} */
  const lines = pieces(shown, longestPause).map((piece) => piece.map(({ at, value }) => [x(at), y(value, top)]));
  const area = lines.filter((line) => line.length > 1).map((line) => `${linePath(line)}L${line.at(-1)?.[0]} ${HEIGHT}L${line[0][0]} ${HEIGHT}Z`).join('');
  return axes({
    top, unit, labels, label, test: 'power-chart',
    picture: svg`<path class="spark-area" d=${area} /><path class="spark-line" d=${lines.map(linePath).join('')} />
      ${levels.map(({ value, kind }) => svg`<path class="chart-level ${kind}" d="M0 ${y(value, top)}H${WIDTH}" />`)}`,
  });
}

/**
 * A bar for each span: what was measured in full colour, what was modelled lighter above it, and a line at the foot for the part of the
 * span of which nothing is known.
 * @param {{bars: ({total: number, measured: number, known: number} | undefined)[], unit: (value: number) => string,
 *   labels: {at: number, text: string}[], label: string}} options
 */
export function barChart({ bars, unit, labels, label }) {
  const top = ceiling(Math.max(0.001, ...bars.map((bar) => bar?.total ?? 0)));
  const each = WIDTH / Math.max(1, bars.length);
  const rect = (/** @type {number} */ i, /** @type {number} */ low, /** @type {number} */ high, /** @type {string} */ kind) => {
    const [bottom, up] = [y(low, top), y(high, top)];
    return bottom - up <= 0 ? nothing : svg`<rect class="chart-bar ${kind}" x=${(i * each + each * 0.12).toFixed(1)} width=${(each * 0.76).toFixed(1)} y=${up} height=${bottom - up} />`;
  };
  return axes({
    top, unit, labels, label, test: 'energy-chart',
    picture: bars.map((bar, i) => svg`${bar ? rect(i, 0, bar.measured, 'measured') : nothing}${bar ? rect(i, bar.measured, bar.total, 'modelled') : nothing}
      ${!bar || bar.known < 0.97 ? svg`<path class="chart-gap" d="M${(i * each + each * 0.12).toFixed(1)} ${HEIGHT - 1.5}h${(each * 0.76 * (1 - (bar?.known ?? 0))).toFixed(1)}" />` : nothing}`),
  });
}
