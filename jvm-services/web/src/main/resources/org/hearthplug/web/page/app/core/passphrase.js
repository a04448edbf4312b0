// SPDX-License-Identifier: AGPL-3.0-or-later

/** The plug takes no shorter one. */
const SHORTEST = 10;

/** What guessers try first, as pieces of a passphrase: they count as one sign each. */
const COMMON = ['password', 'passwort', 'motdepasse', 'passphrase', 'qwertyuiop', 'qwerty', 'qwertz', 'azerty', 'letmein', 'welcome', 'bonjour',
  'iloveyou', 'jetaime', 'admin', 'hearth', 'secret', 'abc123', 'abcdef', '123456789', '12345678', '1234567', '123456', '12345', '1234', '111111', '000000'];

/** Signs that follow each other on a keyboard or in an alphabet, or repeat, add little. @param {string} text */
function effectiveLength(text) {
  const signs = [...text];
  let length = 0;
  signs.forEach((sign, i) => {
    const step = i > 0 ? (sign.codePointAt(0) ?? 0) - (signs[i - 1].codePointAt(0) ?? 0) : 99;
    length += Math.abs(step) <= 1 ? 0.25 : signs.indexOf(sign) < i ? 0.75 : 1;
  });
  return length;
}

/** @param {string} text */
function alphabet(text) {
  let size = 0;
  if (/\p{Ll}/u.test(text)) size += 26;
  if (/\p{Lu}/u.test(text)) size += 26;
  if (/\p{N}/u.test(text)) size += 10;
  if (/\s/u.test(text)) size += 4;
  if (/[^\p{L}\p{N}\s]/u.test(text)) size += 20;
  if (/[\p{Lo}]/u.test(text)) size += 100;
  return Math.max(size, 2);
}

/**
 * A cautious estimate of how hard a passphrase is to guess. Four unrelated words count as strong.
 * @param {string} passphrase
 * @param {string[]} known what an attacker knows: names
 * @returns {{level: 0 | 1 | 2 | 3 | 4, advice: 'empty' | 'short' | 'known' | 'common' | 'more' | 'good' | 'strong'}}
 */
export function strength(passphrase, known = []) {
  if (passphrase === '') return { level: 0, advice: 'empty' };
  let rest = passphrase.toLowerCase();
  let hint = /** @type {'known' | 'common' | undefined} */ (undefined);
  for (const name of known.flatMap((each) => each.toLowerCase().split(/\s+/)).filter((each) => each.length > 2)) {
    if (!rest.includes(name)) continue;
    rest = rest.replaceAll(name, '\u0001');
    hint = 'known';
  }
  for (const word of COMMON) {
    if (!rest.includes(word)) continue;
    rest = rest.replaceAll(word, '\u0002');
    hint ??= 'common';
  }
  // Words are worth less than their letters: about 2.3 bits a letter; a random sign up to log2 of its alphabet.
  const words = rest.split(/[\s\-_.,]+/).filter((word) => /^\p{L}{3,}$/u.test(word));
  const wordLetters = words.reduce((sum, word) => sum + effectiveLength(word), 0);
  const otherLetters = Math.max(0, effectiveLength(rest) - wordLetters);
  const bits = wordLetters * 2.5 + otherLetters * Math.min(5, Math.log2(alphabet(passphrase)) * 0.8);
  const length = [...passphrase].length;
  const level = length < SHORTEST || bits < 22 ? 1 : bits < 34 ? 2 : bits < 48 ? 3 : 4;
  if (level >= 3) return { level, advice: level === 4 ? 'strong' : 'good' };
  return { level: /** @type {1 | 2} */ (level), advice: hint ?? (length < 12 ? 'short' : 'more') };
}

/**
 * A claim code as people copy it: upper case, groups of four. Keeps what is no letter and no digit out.
 * @param {string} text
 */
export function claimCode(text) {
  const signs = text.toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 32);
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * Formats a code under the cursor: the text, and where the cursor goes.
 * @param {string} text
 * @param {number} cursor
 */
export function claimCodeAt(text, cursor) {
  const value = claimCode(text);
  const before = text.slice(0, cursor).replace(/[^A-Za-z0-9]/g, '').length;
  let at = 0;
  for (let seen = 0; at < value.length && seen < before; at++) if (value[at] !== '-') seen++;
  return { value, cursor: at };
}
