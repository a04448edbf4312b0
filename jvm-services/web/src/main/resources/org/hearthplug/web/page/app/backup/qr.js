// SPDX-License-Identifier: AGPL-3.0-or-later
// A QR code of version 4, byte mode: 33 modules a side. With error correction M up to 62 bytes (the recovery words take 53), with L up to
// 78 (a friend's share takes 71).

const SIZE = 33;
const M = { data: 64, blocks: 2, correction: 18, most: 62, bits: 0 };
const L = { data: 80, blocks: 1, correction: 20, most: 78, bits: 8 };
export const MOST_BYTES = L.most;

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  EXP[i + 255] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 0x80 ? 0x11d : 0);
}

/** @param {number} a @param {number} b */
const times = (a, b) => (a && b ? EXP[LOG[a] + LOG[b]] : 0);

/** The remainder of Reed-Solomon. @param {Uint8Array} data @param {number} count */
function correction(data, count) {
  let generator = [1];
  for (let i = 0; i < count; i++) {
    const next = new Array(generator.length + 1).fill(0);
    generator.forEach((g, j) => {
      next[j] ^= g;
      next[j + 1] ^= times(g, EXP[i]);
    });
    generator = next;
  }
  const rest = new Uint8Array(data.length + count);
  rest.set(data);
  for (let i = 0; i < data.length; i++) {
    const lead = rest[i];
    generator.forEach((g, j) => { rest[i + j] ^= times(g, lead); });
  }
  return rest.slice(data.length);
}

/** All code words, blocks woven together. @param {Uint8Array} bytes @param {typeof M} level */
function codeWords(bytes, level) {
  const bits = /** @type {number[]} */ ([]);
  const push = (/** @type {number} */ value, /** @type {number} */ length) => { for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1); };
  push(4, 4);
  push(bytes.length, 8);
  bytes.forEach((byte) => push(byte, 8));
  push(0, Math.min(4, level.data * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const data = new Uint8Array(level.data);
  const used = bits.length / 8;
  for (let i = 0; i < level.data; i++) data[i] = i < used ? parseInt(bits.slice(i * 8, i * 8 + 8).join(''), 2) : (i - used) % 2 ? 0x11 : 0xec;
  const length = level.data / level.blocks;
  const blocks = Array.from({ length: level.blocks }, (_, b) => data.slice(b * length, (b + 1) * length));
  const checks = blocks.map((block) => correction(block, level.correction));
  const woven = /** @type {number[]} */ ([]);
  for (const group of [blocks, checks]) for (let i = 0; i < group[0].length; i++) for (const block of group) woven.push(block[i]);
  return woven;
}

/** The fixed patterns; undefined where data goes. @returns {(boolean | undefined)[][]} rows */
function patterns() {
  const grid = /** @type {(boolean | undefined)[][]} */ (Array.from({ length: SIZE }, () => new Array(SIZE).fill(undefined)));
  const put = (/** @type {number} */ row, /** @type {number} */ column, /** @type {boolean} */ dark) => {
    if (row >= 0 && column >= 0 && row < SIZE && column < SIZE) grid[row][column] = dark;
  };
  for (let i = 0; i < SIZE; i++) {
    put(6, i, i % 2 === 0);
    put(i, 6, i % 2 === 0);
  }
  const ring = (/** @type {number} */ row, /** @type {number} */ column, /** @type {number} */ reach, /** @type {number[]} */ dark) => {
    for (let dr = -reach; dr <= reach; dr++) for (let dc = -reach; dc <= reach; dc++) put(row + dr, column + dc, dark.includes(Math.max(Math.abs(dr), Math.abs(dc))));
  };
  for (const [row, column] of [[3, 3], [3, SIZE - 4], [SIZE - 4, 3]]) ring(row, column, 4, [0, 1, 3]);
  ring(26, 26, 2, [0, 2]);
  for (let i = 0; i < 9; i++) {
    grid[8][i] ??= false;
    grid[i][8] ??= false;
  }
  for (let i = 1; i <= 8; i++) {
    grid[8][SIZE - i] ??= false;
    grid[SIZE - i][8] ??= false;
  }
  grid[SIZE - 8][8] = true;
  return grid;
}

/** Correction and mask: M is 00, L is 01. @param {boolean[][]} grid @param {number} mask */
function format(grid, mask) {
  let rest = mask;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const at = (/** @type {number} */ i) => ((bits >> i) & 1) === 1;
  for (let i = 0; i < 6; i++) grid[i][8] = at(i);
  grid[7][8] = at(6);
  grid[8][8] = at(7);
  grid[8][7] = at(8);
  for (let i = 9; i < 15; i++) grid[8][14 - i] = at(i);
  for (let i = 0; i < 8; i++) grid[8][SIZE - 1 - i] = at(i);
  for (let i = 8; i < 15; i++) grid[SIZE - 15 + i][8] = at(i);
}

/**
 * The modules, row by row; true is dark. One mask, (row + column) % 2: any is valid, and readers do not mind.
 * @param {string} text
 * @returns {boolean[][]}
 */
export function qr(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MOST_BYTES) throw new RangeError(`more than ${MOST_BYTES} bytes`);
  const level = bytes.length <= M.most ? M : L;
  const words = codeWords(bytes, level);
  const grid = patterns();
  let bit = 0;
  let upward = true;
  for (let right = SIZE - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < SIZE; step++) {
      const row = upward ? SIZE - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row][column] !== undefined) continue;
        const dark = ((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        grid[row][column] = (dark === 1) !== ((row + column) % 2 === 0);
        bit++;
      }
    }
    upward = !upward;
  }
  const whole = /** @type {boolean[][]} */ (grid);
  format(whole, level.bits);
  return whole;
}
