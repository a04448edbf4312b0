// SPDX-License-Identifier: AGPL-3.0-or-later
// Paths are strings of names with slashes between: '' is the top folder, 'Photos/2026' a folder or a file below it.

const encoder = new TextEncoder();

/** @param {string} path @returns {string[]} */
export function segments(path) {
  return path.split('/').filter((name) => name !== '');
}

/** @param {...string} parts */
export function join(...parts) {
  return parts.flatMap(segments).join('/');
}

/** @param {string} path */
export function parent(path) {
  return segments(path).slice(0, -1).join('/');
}

/** @param {string} path */
export function baseName(path) {
  return segments(path).at(-1) ?? '';
}

/** Percent-encodes each name. A name with a lone surrogate cannot be encoded: {@link nameProblem} finds it first. @param {string} path */
export function encodePath(path) {
  return segments(path).map(encodeURIComponent).join('/');
}

/** @param {string} encoded @returns {string | undefined} undefined when it is not valid */
export function decodePath(encoded) {
  try {
    return segments(encoded).map(decodeURIComponent).join('/');
  } catch {
    return undefined;
  }
}

/**
 * What the plug would refuse in a name, found before it is sent.
 * @param {string} name
 * @returns {'empty' | 'dots' | 'slash' | 'control' | 'long' | 'broken' | undefined}
 */
export function nameProblem(name) {
  if (name === '') return 'empty';
  if (name === '.' || name === '..') return 'dots';
  if (name.includes('/')) return 'slash';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) return 'control';
  if (/\p{Surrogate}/u.test(name)) return 'broken';
  return encoder.encode(name).length > 255 ? 'long' : undefined;
}

/**
 * Where the extension starts, for selecting the rest of a name in a text field.
 * @param {string} name
 */
export function stemLength(name) {
  const double = /\.tar\.[a-z0-9]{1,4}$/i.exec(name);
  if (double && double.index > 0) return double.index;
  const dot = name.lastIndexOf('.');
  return dot > 0 ? dot : name.length;
}

/**
 * The next name for "keep both": 'a.txt', 'a (2).txt', 'a (3).txt'. Shortens a long stem, so that the result stays within 255 bytes.
 * @param {string} name
 * @param {(name: string) => boolean} taken
 */
export function freeName(name, taken) {
  const cut = stemLength(name);
  const counted = /^(.*) \((\d{1,6})\)$/su.exec(name.slice(0, cut));
  let stem = counted ? counted[1] : name.slice(0, cut);
  const extension = name.slice(cut);
  for (let n = counted ? Number(counted[2]) + 1 : 2; ; n++) {
    const tail = ` (${n})${extension}`;
    while (encoder.encode(stem + tail).length > 255 && stem !== '') stem = [...stem].slice(0, -1).join('');
    if (!taken(stem + tail)) return stem + tail;
  }
}

/** The form in which two names of one folder may not be equal. @param {string} name */
export function collisionKey(name) {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}
