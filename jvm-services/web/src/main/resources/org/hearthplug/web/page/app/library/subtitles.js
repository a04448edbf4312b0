// SPDX-License-Identifier: AGPL-3.0-or-later
import { languageCode } from '../core/i18n.js';
import { fetchRaw } from '../core/request.js';

// Subtitles that lie beside a film: "Film.srt", "Film.fr.vtt". Read here and added as cues, so that no format needs converting on the plug.

const MOST_BYTES = 2 * 1024 * 1024;
const MOST_CUES = 20_000;
const MOST_TRACKS = 12;

/** @typedef {{start: number, end: number, text: string}} Cue seconds */

/** @param {string} name */
const stem = (name) => name.slice(0, name.lastIndexOf('.')).normalize('NFC').toLowerCase();

/**
 * Which of a folder's names are subtitles of a film, and in what language, where the name says so.
 * @param {string} film @param {Iterable<{name: string, bytes: number}>} entries
 * @returns {{name: string, language: string}[]}
 */
export function subtitlesOf(film, entries) {
  const found = [];
  const wanted = stem(film);
  for (const { name, bytes } of entries) {
    if (!/\.(srt|vtt)$/i.test(name) || bytes > MOST_BYTES) continue;
    const own = stem(name);
    const language = /\.([a-z]{2,3}(?:-[a-z0-9]{2,8})?)$/.exec(own)?.[1] ?? '';
    if (own === wanted) found.push({ name, language: '' });
    else if (language && own === `${wanted}.${language}`) found.push({ name, language });
    if (found.length === MOST_TRACKS) break;
  }
  return found;
}

/** @param {string} text hours are optional, the fraction follows a point or a comma */
function seconds(text) {
  const [, hours = '0', minutes, whole, fraction = '0'] = /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?/.exec(text) ?? [];
  return minutes === undefined ? NaN : Number(hours) * 3600 + Number(minutes) * 60 + Number(whole) + Number(fraction.padEnd(3, '0')) / 1000;
}

/** Reads SubRip and WebVTT alike: what stands under a line with an arrow. What makes no sense is left out. @param {string} text @returns {Cue[]} */
export function parseSubtitles(text) {
  const cues = [];
  for (const block of text.replace(/^\ufeff/, '').split(/\r?\n(?:[ \t]*\r?\n)+/)) {
    const lines = block.split(/\r?\n/);
    const at = lines.findIndex((line) => line.includes('-->'));
    if (at < 0) continue;
    const [from, to = ''] = lines[at].split('-->');
    const [start, end] = [seconds(from), seconds(to)];
    const said = lines.slice(at + 1).join('\n').replace(/<[^>\n]{0,80}>|\{\\[^}\n]{0,80}\}/g, '').trim();
    if (end > start && said !== '') cues.push({ start, end, text: said });
    if (cues.length === MOST_CUES) break;
  }
  return cues;
}

/** Old subtitles are in the Western code page. @param {ArrayBuffer} bytes */
export function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** @param {string} language @param {string} otherwise */
function nameOf(language, otherwise) {
  try {
    return (language && new Intl.DisplayNames([languageCode()], { type: 'language' }).of(language)) || otherwise;
  } catch {
    return otherwise;
  }
}

/**
 * Adds the subtitles to a film's controls, and shows the ones in the page's language, or those of no language.
 * @param {HTMLVideoElement} video @param {{name: string, language: string}[]} subtitles @param {(name: string) => string} url
 */
export async function addSubtitles(video, subtitles, url) {
  let shown = false;
  for (const { name, language } of subtitles) {
    try {
      const answer = await fetchRaw(url(name));
      if (!answer.ok) continue;
      const cues = parseSubtitles(decode(await answer.arrayBuffer()));
      const track = video.addTextTrack('subtitles', nameOf(language, name), language);
      for (const { start, end, text } of cues) {
        const cue = new VTTCue(start, end, '');
        cue.text = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        track.addCue(cue);
      }
      const mine = !shown && cues.length > 0 && (language === '' || language.split('-')[0] === languageCode());
      track.mode = mine ? 'showing' : 'disabled';
      shown ||= mine;
    } catch {
      // A film without its subtitles is still a film.
    }
  }
}
