// SPDX-License-Identifier: AGPL-3.0-or-later
import { html } from '../vendor/lit-html/lit-html.js';

const WIDTH = 240;
const HEIGHT = 60;
const LONGEST_PAUSE_MILLIS = 5000;

/**
 * Points of a line over time, newest at the right edge.
 * @param {{at: number, value: number}[]} samples value 0..1
 * @param {number} now
 * @param {number} span milliseconds across
 * @returns {[number, number][]}
 */
export function points(samples, now, span) {
  return samples.map(({ at, value }) => [
    Math.round((WIDTH - ((now - at) / span) * WIDTH) * 10) / 10,
    Math.round((HEIGHT - 2 - Math.min(1, Math.max(0, value)) * (HEIGHT - 4)) * 10) / 10,
  ]);
}

/**
 * The pieces of a series between silences: a line across a silence would tell what nobody measured.
 * @template {{at: number}} T
 * @param {T[]} samples
 * @param {number} longest milliseconds between two that belong together
 * @returns {T[][]}
 */
export function pieces(samples, longest) {
  /** @type {T[][]} */
  const all = [];
  let before = -Infinity;
  for (const sample of samples) {
    if (sample.at - before > longest) all.push([]);
    all[all.length - 1].push(sample);
    before = sample.at;
  }
  return all;
}

/** @param {[number, number][]} line */
export function linePath(line) {
  return line.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** @param {[number, number][]} line */
function areaPath(line) {
  return line.length > 1 ? `${linePath(line)}L${line.at(-1)?.[0]} ${HEIGHT}L${line[0][0]} ${HEIGHT}Z` : '';
}

/**
 * @param {{at: number, value: number}[]} samples
 * @param {{span: number, label: string}} options
 */
export function spark(samples, { span, label }) {
  const now = samples.at(-1)?.at ?? 0;
  const lines = pieces(samples, LONGEST_PAUSE_MILLIS).map((piece) => points(piece, now, span));
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label}>
    <path class="spark-grid" d="M0 ${HEIGHT / 2}H${WIDTH}M0 2H${WIDTH}M0 ${HEIGHT - 0.5}H${WIDTH}" />
    <path class="spark-area" d=${lines.map(areaPath).join('')} />
    <path class="spark-line" d=${lines.map(linePath).join('')} />
  </svg>`;
}
