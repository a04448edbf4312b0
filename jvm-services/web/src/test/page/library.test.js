// SPDX-License-Identifier: AGPL-3.0-or-later
import { thumbUrl } from '/app/core/api.js';
import { parseRoute, routeHash } from '/app/core/router.js';
import { byMonth } from '/app/library/timeline.js';
import { shrink } from '/app/library/thumbs.js';
import { equal, ok, test } from './harness.js';

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
