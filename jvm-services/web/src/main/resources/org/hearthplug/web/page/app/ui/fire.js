// SPDX-License-Identifier: AGPL-3.0-or-later
import { html } from '../vendor/lit-html/lit-html.js';
import { css } from './directives.js';

/**
 * The hearth and its fire: calm when the plug rests, lively when it works, ashes when it is out.
 * Each flame is a picture of its own, so that the graphics processor alone moves it and a page left open costs next to nothing.
 * @param {{heat: number, lit: boolean, className?: string}} state heat 0..1
 */
export function fire({ heat, lit, className = '' }) {
  return html`<div class="fire ${className} ${lit ? '' : 'out'}" aria-hidden="true" ${css({ '--heat': heat.toFixed(2) })}>
    <svg class="fire-house" viewBox="0 0 120 120" focusable="false">
      <path class="fire-stone" d="M8 116V60a52 52 0 0 1 104 0v56z" />
      <path class="fire-joints" d="M8 88h14M98 88h14M9 58h13M98 58h13M30 22l8.500 11.500M90 22l-8.500 11.500M60 8v16" />
      <path class="fire-hollow" d="M23 116V62a37 37 0 0 1 74 0v54z" />
    </svg>
    <div class="fire-mouth">
      <div class="fire-glow"></div>
      <div class="fire-flames">
        <svg class="flame flame-back" viewBox="23 25 74 91"><path d="M63 38c3 19 27 29 27 53 0 14-13 22-30 22s-30-8-30-22c0-13 8-20 14-27 2 8 4 12 9 14-2-15 1-30 10-40z" /></svg>
        <svg class="flame flame-front" viewBox="23 25 74 91"><path d="M57 56c2 14 22 22 22 38 0 12-9 19-20 19s-20-7-20-18c0-9 5-14 10-20 1 6 3 8 6 10-1-10-1-20 2-29z" /></svg>
        <svg class="flame flame-core" viewBox="23 25 74 91"><path d="M61 80c1 8 11 12 11 21 0 7-5 11-11 11s-11-4-11-10c0-6 3-9 6-12 1 4 2 5 4 6-1-6-1-11 1-16z" /></svg>
      </div>
      <svg class="fire-wood" viewBox="23 25 74 91">
        <path class="fire-log" d="M30 113.500l60-8 1.500 7.500-60 8zM31.500 105l59 8-1 7-59-8z" />
        <path class="fire-embers" d="M44 108.500h.01M55 110.500h.01M66 109.500h.01M77 108h.01M60 113.500h.01" />
      </svg>
    </div>
    <svg class="fire-house" viewBox="0 0 120 120" focusable="false"><path class="fire-floor" d="M2 115.500h116v4.500H2z" /></svg>
  </div>`;
}
