// SPDX-License-Identifier: AGPL-3.0-or-later
import en from '/app/i18n/en.js';
import fr from '/app/i18n/fr.js';
import { equal, ok, test } from './harness.js';

/** Every module that the page loads, by its address: found by following the imports. @param {boolean} later also those that a view loads when it is opened @returns {Promise<Map<string, string>>} */
async function sources(later = true) {
  const found = new Map();
  const open = later ? ['/app/main.js', '/app/shared/main.js'] : ['/app/main.js'];
  for (let url = open.pop(); url; url = open.pop()) {
    if (found.has(url) || url.includes('/vendor/')) continue;
    const text = await (await fetch(url)).text();
    found.set(url, text);
    const imports = later ? /(?:from |import |import\()'(\.[^']+)'/g : /(?:from|import) '(\.[^']+)'/g;
    for (const [, path] of text.matchAll(imports)) open.push(new URL(path, new URL(url, location.href)).pathname);
  }
  return found;
}

/** @param {any} message @returns {string[]} */
const holes = (message) => [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

test('texts: both languages have the same, with the same holes', () => {
  equal(Object.keys(fr).filter((key) => !(key in en)), [], 'only in French');
  equal(Object.keys(en).filter((key) => !(key in fr)), [], 'only in English');
  for (const key of Object.keys(en)) {
    equal(holes(/** @type {any} */ (fr)[key]), holes(/** @type {any} */ (en)[key]), key);
    equal(typeof (/** @type {any} */ (fr)[key]), typeof (/** @type {any} */ (en)[key]), key);
  }
});

test('texts: every one that is used is there, and every one that is there is used', async () => {
  const code = [...(await sources()).values()].join('\n');
  const asked = new Set([...code.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key]) => key));
  // Keys that are put together: `storage.kind.${kind}`, and contexts of errors.
  const stems = [...code.matchAll(/`([a-z-]+(?:\.[a-z-]+)*\.)\$\{/g)].map(([, stem]) => stem);
  equal([...asked].filter((key) => !(key in en)), [], 'missing');
  equal(Object.keys(en).filter((key) => !code.includes(`'${key}'`) && !stems.some((stem) => key.startsWith(stem))), [], 'unused');
});

test('modules: short, licensed, and in layers', async () => {
  for (const [url, text] of await sources()) {
    ok(text.startsWith('// SPDX-License-Identifier: AGPL-3.0-or-later\n'), `${url} has no SPDX line`);
    ok(text.split('\n').length <= 310, `${url} is too long`);
    ok(!/\bstyle="/.test(text), `${url} has a style attribute, which the policy forbids`);
    if (url.startsWith('/app/core/')) ok(!/from '\.\.\/(views|ui|files|plug|uploads)\//.test(text), `${url}: core knows nothing above it`);
    if (!url.startsWith('/app/views/') && url !== '/app/main.js') ok(!/from '[./]+\/views\//.test(text), `${url}: only main.js knows the views`);
  }
});

test('modules: the start page announces each, so that none waits for another', async () => {
  const page = await (await fetch('/index.html')).text();
  const announced = new Set([...page.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, href]) => href));
  const modules = [...(await sources(false)).keys()].filter((url) => url !== '/app/main.js');
  equal(modules.filter((url) => !announced.has(url)), [], 'not announced');
  equal([...announced].filter((url) => !url.includes('/vendor/') && !modules.includes(url)), [], 'announced in vain');
});
