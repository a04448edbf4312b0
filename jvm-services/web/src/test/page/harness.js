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

/** Lets everything that is ready run. */
export function settled() {
  return new Promise((resolve) => setTimeout(resolve, 0));
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
