// SPDX-License-Identifier: AGPL-3.0-or-later
import { thumbUrl } from '/app/core/api.js';
import { previewOf } from '/app/core/kinds.js';
import { fromBase64, isNumbers, toBase64 } from '/app/core/passkeys.js';
import { parseRoute, routeHash } from '/app/core/router.js';
import { searchFor, searchStore } from '/app/library/search.js';
import { byMonth } from '/app/library/timeline.js';
import { alike, best } from '/app/library/duplicates.js';
import { parseExif } from '/app/library/exif.js';
import { decode, parseSubtitles, subtitlesOf } from '/app/library/subtitles.js';
import { shrink } from '/app/library/thumbs.js';
import { pick, picked, pickStore, startPicking, stopPicking } from '/app/library/picking.js';
import { render } from '/app/vendor/lit-html/lit-html.js';
import { filesView } from '/app/views/files.js';
import { answered, equal, hide, ok, stopTime, test } from './harness.js';

test('photos: months follow each other as the pictures do', () => {
  const at = (/** @type {string} */ taken) => /** @type {any} */ ({ path: taken, taken });
  const months = byMonth(['2026-05-12T18:03:59Z', '2026-05-01T00:00:00Z', '2026-04-30T23:59:59Z', '1999-12-31T23:59:59Z'].map(at));
  equal(months.map(({ month, pictures }) => [month, pictures.length]), [['2026-05', 2], ['2026-04', 1], ['1999-12', 1]]);
  equal(byMonth([]), []);
});

test('photos: the view has an address, small pictures have theirs', () => {
  equal(routeHash(parseRoute('#/photos')), '#/photos');
  equal(thumbUrl('a b/ü.jpg'), '/api/v1/thumbs/a%20b/%C3%BC.jpg');
});

test('photos: a small picture is made of a large one, and of nothing else', async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [1200, 300];
  /** @type {Blob | null} */
  const large = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  const small = await shrink(/** @type {Blob} */ (large));
  const shown = await createImageBitmap(/** @type {Blob} */ (small));
  equal([shown.width, shown.height, small?.type], [400, 100, 'image/jpeg']);
  let refused = false;
  await shrink(new Blob(['<svg onload=alert(1)>'])).catch(() => { refused = true; });
  ok(refused, 'text is no picture');
});

test('subtitles: SubRip and WebVTT are read alike, and what makes no sense is left out', () => {
  const srt = '\ufeff1\r\n00:00:01,500 --> 00:00:03,000\r\n<i>Hello</i>\r\nthere\r\n\r\n2\r\n00:00:05,000 --> 00:00:04,000\r\nbackwards\r\n\r\n3\r\nnonsense --> 1\r\nx\r\n';
  equal(parseSubtitles(srt), [{ start: 1.5, end: 3, text: 'Hello\nthere' }]);
  equal(parseSubtitles('WEBVTT\n\nNOTE no cue\n\nid\n01:02.5 --> 1:00:03.25 align:start\nBonjour\n'), [{ start: 62.5, end: 3603.25, text: 'Bonjour' }]);
  equal(parseSubtitles(''), []);
  equal(decode(new Uint8Array([0xc9, 0x74, 0xe9]).buffer), 'Été', 'an old code page');
});

test('subtitles: those that lie beside the film, with their language', () => {
  const beside = ['Film.srt', 'film.fr.vtt', 'Film.pt-BR.srt', 'Film 2.srt', 'Film.mp4', 'Film.director.srt'].map((name) => ({ name, bytes: 10 }));
  equal(subtitlesOf('Film.mp4', beside), [{ name: 'Film.srt', language: '' }, { name: 'film.fr.vtt', language: 'fr' }, { name: 'Film.pt-BR.srt', language: 'pt-br' }]);
  equal(subtitlesOf('Film.mp4', [{ name: 'Film.srt', bytes: 1e9 }]), []);
});

test('kinds: what the browser shows', () => {
  equal(['a.JPG', 'b.webm', 'c.flac', 'd.txt', 'e.zip', 'f'].map((name) => previewOf({ name, type: 'file' })), ['picture', 'film', 'sound', 'text', undefined, undefined].map((kind) => kind ?? null).map((kind) => kind ?? undefined));
  equal(previewOf({ name: 'folder.jpg', type: 'folder' }), undefined);
});

test('passkeys: bytes go to the plug and back as they are, and numbers are no names', () => {
  const bytes = new Uint8Array([0, 250, 255, 62, 63, 1]);
  equal([...fromBase64(toBase64(bytes.buffer))], [...bytes]);
  ok(!/[+/=]/.test(toBase64(bytes.buffer)), 'base 64 for addresses');
  equal(['192.168.1.7', '[fe80::1]', '0x7f.1', 'hearth.local', 'localhost', 'plug.example.org'].map(isNumbers), [true, true, true, false, false, false]);
});

test('exif: the place and the camera, and nothing from what makes no sense', () => {
  const jpeg = new Uint8Array(256);
  const view = new DataView(jpeg.buffer);
  const put16 = (/** @type {number} */ at, /** @type {number} */ value) => view.setUint16(at, value);
  view.setUint32(0, 0xffd8ffe1);
  put16(4, 240);
  view.setUint32(6, 0x45786966);
  const tiff = 12;
  view.setUint32(tiff, 0x4d4d002a);
  view.setUint32(tiff + 4, 8);
  const field = (/** @type {number} */ at, /** @type {number} */ tag, /** @type {number} */ type, /** @type {number} */ count, /** @type {number} */ value) => {
    put16(tiff + at, tag);
    put16(tiff + at + 2, type);
    view.setUint32(tiff + at + 4, count);
    view.setUint32(tiff + at + 8, value);
  };
  put16(tiff + 8, 2);
  field(10, 0x0110, 2, 4, 0x583130_00);
  field(22, 0x8825, 4, 1, 60);
  put16(tiff + 60, 4);
  field(62, 1, 2, 2, 0x53000000);
  field(74, 2, 5, 3, 120);
  field(86, 3, 2, 2, 0x45000000);
  field(98, 4, 5, 3, 150);
  [[45, 1], [30, 1], [0, 1]].flat().forEach((value, i) => view.setUint32(tiff + 120 + 4 * i, value));
  [[6, 1], [15, 1], [0, 1]].flat().forEach((value, i) => view.setUint32(tiff + 150 + 4 * i, value));
  equal(parseExif(jpeg.buffer), { camera: 'X10', latitude: -45.5, longitude: 6.25 });
  equal(parseExif(jpeg.slice(0, 60).buffer), { camera: 'X10' }, 'cut off behind the camera');
  equal(parseExif(jpeg.slice(0, 24).buffer), {}, 'cut off');
  for (let i = 0; i < jpeg.length; i++) {
    const spoilt = jpeg.slice();
    spoilt[i] ^= 0xff;
    const { latitude = 0, longitude = 0 } = parseExif(spoilt.buffer);
    ok(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180, `a place on earth, whatever byte ${i} is`);
  }
});

test('duplicates: what is alike, and which one stays', () => {
  const picture = (/** @type {string} */ path, bytes = 100, taken = '2025-01-01T00:00:00Z') => ({ path, bytes, taken, width: 4, height: 3 });
  const found = alike([picture('Old/long/way/a.jpg'), picture('a copy.jpg'), picture('b.jpg', 101), picture('P/a.jpg'), picture('c.jpg', 9000, '2024-01-01T00:00:00Z'), picture('d.jpg', 9000, '2024-01-01T00:00:00Z'), picture('e', 0), picture('f', 0)]);
  equal(found.map(({ keep, pictures }) => [keep, pictures.length]), [['c.jpg', 2], ['P/a.jpg', 3]]);
  equal(best([picture('x (2).jpg'), picture('folder/x.jpg')]), 'folder/x.jpg');
});

test('pictures are picked one by one, and with the shift key from one to another', () => {
  const order = ['a', 'b', 'c', 'd'];
  startPicking();
  pick('b', order, false);
  pick('d', order, true);
  equal(picked(order), ['b', 'c', 'd']);
  pick('c', order, false);
  equal(picked(order), ['b', 'd']);
  pick('z', ['z'], true);
  ok(pickStore.state.paths.has('z'), 'a range without its beginning is a tap');
  stopPicking();
  equal([pickStore.state.on, pickStore.state.paths.size], [false, 0]);
});

test('albums have addresses of their own', () => {
  for (const name of ['Été / à la mer', 'a#b?c', '']) equal(parseRoute(routeHash({ view: 'albums', path: name.replace('/', '') })), { view: 'albums', path: name.replace('/', '') });
});

test('search: what the plug has not read yet is asked for only while somebody looks, and no longer than the folder is shown', async () => {
  const [real, place] = [window.fetch, document.createElement('div')];
  let asked = 0;
  window.fetch = async (url) => {
    if (!String(url).includes('/search')) return Response.json({ entries: [] });
    asked++;
    return Response.json({ matches: [], more: false, complete: false });
  };
  render(filesView(), place);
  await answered();
  const time = stopTime();
  try {
    searchFor('moss');
    await time.pass();
    await time.pass();
    equal(asked, 2, 'again');
    hide(true);
    await time.pass();
    equal(asked, 2, 'nobody looks');
    hide(false);
    await answered();
    equal(asked, 3, 'somebody does');
    render('', place);
    await time.pass();
    equal([asked, searchStore.state.state], [3, 'off'], 'the view is left');
  } finally {
    render('', place);
    time.goesOn();
    window.fetch = real;
    searchFor('');
    Reflect.deleteProperty(document, 'hidden');
  }
});
