// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from '/app/vendor/lit-html/lit-html.js';
import { Arrivals, deviceKind, deviceTitle } from '/app/plug/arrivals.js';
import { countries } from '/app/plug/countries.js';
import { nearlyFull, verdict, warmth } from '/app/plug/health.js';
import { linePath, pieces, points } from '/app/plug/spark.js';
import { complete } from '/app/plug/snapshot.js';
import { lastExit } from '/app/plug/things.js';
import { wifiCard, wifiStore } from '/app/plug/wifi.js';
import { toastStore } from '/app/ui/toasts.js';
import { equal, ok, settled, test } from './harness.js';

/** @param {any} [more] @returns {any} */
const snapshot = (more = {}) => ({
  services: [], thermal: [], storage: [], memory: { totalBytes: 100, availableBytes: 50 }, cpu: { usage: 0.1 }, ...more,
});
/** @param {any} [more] @returns {any} */
const device = (more = {}) => ({ name: 'sda', serial: '1', transport: 'usb', removable: true, partitions: [], ...more });

test('health: the worst first', () => {
  equal(verdict(snapshot()), 'well');
  equal(verdict(snapshot({ cpu: { usage: 0.99 } })), 'busy');
  equal(verdict(snapshot({ memory: { totalBytes: 100, availableBytes: 3 } })), 'memory');
  equal(verdict(snapshot({ thermal: [{ milliCelsius: 90_000 }], memory: { totalBytes: 100, availableBytes: 3 } })), 'too-hot');
  equal(verdict(snapshot({ services: [{ state: 'backoff' }], thermal: [{ milliCelsius: 90_000 }] })), 'service');
  equal([20_000, 55_000, 75_000, 85_000].map(warmth), ['cool', 'warm', 'hot', 'too-hot']);
});

test('health: a full system image is no news', () => {
  const full = { name: 'x', bytes: 100, usableBytes: 100, freeBytes: 0 };
  equal([nearlyFull({ ...full, mountPoint: '/' }), nearlyFull({ ...full, mountPoint: '/data' }), nearlyFull(full)], [false, true, false]);
});

test('devices: what came and what left', () => {
  const arrivals = new Arrivals(() => {});
  arrivals.snapshots(undefined, [device()]);
  equal([...arrivals.fresh], [], 'what was there at first is not new');
  arrivals.snapshots([], [device()]);
  equal([...arrivals.fresh], ['sda']);
  arrivals.snapshots([device()], []);
  equal([...arrivals.leaving.keys()], ['sda']);
  arrivals.snapshots([device()], [device({ serial: '2' })]);
  equal([[...arrivals.fresh], [...arrivals.leaving.keys()]], [['sda'], ['sda']], 'another stick under the same name');
});

test('devices: named by label, model or name', () => {
  equal([device({ model: 'Ultra ' }), device({ partitions: [{ label: 'Photos' }] }), device({ model: '' })].map(deviceTitle), ['Ultra', 'Photos', 'sda']);
  equal([device(), device({ transport: 'mmc' }), device({ removable: false })].map(deviceKind), ['stick', 'card', 'disk']);
  equal([device({ bytes: 512e9 }), device({ bytes: 1e12 })].map(deviceKind), ['stick', 'disk'], 'a disk in a case calls itself removable, too');
});

test('services: how they ended', () => {
  const text = (/** @type {any} */ how) => lastExit(/** @type {any} */ ({ lastExit: how }));
  equal([text('exit code 3'), text('signal 9'), text(1), text(undefined)], ['Last exit code: 3.', 'Last ended by signal 9.', 'Last exit code: 1.', '']);
});

test('the line: newest at the right edge, inside its box', () => {
  const line = points([{ at: 0, value: 0 }, { at: 120_000, value: 2 }], 120_000, 120_000);
  equal(line, [[0, 58], [240, 2]]);
  equal(linePath(line), 'M0 58L240 2');
  equal(linePath([]), '');
  equal(pieces([{ at: 0 }, { at: 1 }, { at: 9 }], 5), [[{ at: 0 }, { at: 1 }], [{ at: 9 }]], 'a silence breaks it');
  equal(pieces([], 5), []);
});

test('snapshots: what a plug does not have is empty, never missing', () => {
  const bare = complete({ model: 'x', cpu: { usage: 0.5, governor: null }, storage: [{ name: 'sda', model: null }] });
  equal([bare.thermal, bare.network, bare.services, bare.cpu.operatingPointsHz, bare.storage[0].partitions], [[], [], [], [], []]);
  equal(['governor' in bare.cpu, 'model' in bare.storage[0], verdict(bare)], [false, false, 'well']);
});

test('countries: each once, named and sorted in the page’s language', () => {
  const [english, french] = [countries('en'), countries('fr')];
  equal(new Set(english.map(({ code }) => code)).size, english.length);
  ok(english.length > 150 && english.every(({ code, name }) => /^[A-Z]{2}$/.test(code) && name !== code), 'a country without a name');
  equal(english.find(({ code }) => code === 'DE')?.name, 'Germany');
  equal(french.find(({ code }) => code === 'DE')?.name, 'Allemagne');
  const place = (/** @type {string} */ code) => french.findIndex((one) => one.code === code);
  ok(place('ES') < place('EE') + 2 && place('ES') < place('FR') && place('EG') < place('FI'), 'É is sorted as E is');
});

test('wifi: the country that the plug keeps is chosen, and stays where the plug says no', async () => {
  const [place, real] = [document.createElement('div'), window.fetch];
  /** @type {string[]} */
  const sent = [];
  window.fetch = async (url, options) => {
    if (options?.method !== 'PUT') return real(url, options);
    sent.push(`${url} ${options.body}`);
    const { country } = JSON.parse(String(options.body));
    return country === 'DE' ? new Response('{"title":"no"}', { status: 422 }) : Response.json({ state: { ...wifi, country } });
  };
  /** @type {any} */
  const wifi = { radio: true, mode: 'client', addresses: [], known: [], clients: 0 };
  const draw = (/** @type {any} */ state) => {
    wifiStore.set({ wifi: state });
    render(wifiCard(/** @type {any} */ ({ network: [{ kind: 'wifi' }] })), place);
    return /** @type {HTMLSelectElement} */ (place.querySelector('select'));
  };
  const choose = async (/** @type {string} */ code) => {
    const select = draw(wifiStore.state.wifi);
    select.value = code;
    select.dispatchEvent(new Event('change'));
    await settled();
    await settled();
    return draw(wifiStore.state.wifi).value;
  };
  try {
    equal(draw(wifi), null, 'an older platformd tells none');
    equal(draw({ ...wifi, country: '00' }).selectedOptions[0].textContent, 'Not chosen (the world’s common rules)');
    equal(await choose('FR'), 'FR');
    equal(await choose('DE'), 'FR', 'refused');
    equal(sent, ['/api/v1/wifi/country {"country":"FR"}', '/api/v1/wifi/country {"country":"DE"}']);
    equal(toastStore.state.toasts.map(({ kind }) => kind), ['good', 'bad']);
    equal(draw({ ...wifi, country: '98' }).selectedOptions[0].textContent, 'what two countries both allow');
    equal(draw({ ...wifi, country: 'FR' }).value, 'FR');
  } finally {
    window.fetch = real;
    toastStore.set({ toasts: [] });
    wifiStore.set({ wifi: undefined });
    render('', place);
  }
});
