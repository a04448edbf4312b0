// SPDX-License-Identifier: AGPL-3.0-or-later
// The smallest test runner that does: collects tests, runs them in turn, leaves the results as JSON in the document.

/** @type {{name: string, run: () => unknown}[]} */
const tests = [];

/** @param {string} name @param {() => unknown} run */
export function test(name, run) {
  tests.push({ name, run });
}

/** @param {unknown} actual @param {unknown} expected @param {string} [what] */
export function equal(actual, expected, what = '') {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what ? `${what}: ` : ''}expected ${e}, was ${a}`);
}

/** @param {unknown} condition @param {string} what */
export function ok(condition, what) {
  if (!condition) throw new Error(what);
}

const [realSet, realClear] = [window.setTimeout, window.clearTimeout];

/** Lets everything that is ready run. */
export function settled() {
  return new Promise((resolve) => realSet(resolve, 0));
}

/** Lets answers that came be read, too: that takes a browser several turns. */
export async function answered() {
  for (let turn = 0; turn < 5; turn++) await settled();
}

/** Has time stand still until it is told to go on. */
export function stopTime() {
  /** @type {Map<number, {act: () => void, millis: number}>} */
  const waiting = new Map();
  let last = 1e9;
  window.setTimeout = /** @type {any} */ ((/** @type {() => void} */ act, millis = 0) => {
    waiting.set(++last, { act, millis });
    return last;
  });
  window.clearTimeout = /** @type {any} */ ((/** @type {number} */ id) => waiting.delete(id) || realClear(id));
  return {
    /** How long each that waits was to wait. */
    waits: () => [...waiting.values()].map(({ millis }) => millis),
    /** Does all that waits. */
    async pass() {
      const due = [...waiting.values()];
      waiting.clear();
      for (const { act } of due) act();
      await answered();
    },
    goesOn() {
      [window.setTimeout, window.clearTimeout] = [realSet, realClear];
    },
  };
}

/** Whether somebody looks at the page, as it is told. @param {boolean} hidden */
export function hide(hidden) {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

export async function runAll() {
  const results = [];
  for (const { name, run } of tests) {
    try {
      await run();
      results.push({ name, failure: '' });
    } catch (error) {
      results.push({ name, failure: String(/** @type {Error} */ (error).stack ?? error) });
    }
  }
  return results;
}
