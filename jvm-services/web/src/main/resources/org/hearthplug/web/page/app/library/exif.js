// SPDX-License-Identifier: AGPL-3.0-or-later
import { fileUrl } from '../core/api.js';
import { fetchRaw } from '../core/request.js';

// Where a picture was taken and by what camera, as the picture itself says. Read in the browser: the plug keeps no list of places.

const HEAD_BYTES = 128 * 1024;
const MOST_FIELDS = 200;
const [MAKE, MODEL, GPS] = [0x010f, 0x0110, 0x8825];

/** @typedef {{latitude?: number, longitude?: number, camera?: string}} About */

/** The EXIF block of a JPEG. @param {DataView} jpeg @returns {DataView | undefined} */
function block(jpeg) {
  if (jpeg.byteLength < 4 || jpeg.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 10 <= jpeg.byteLength && jpeg.getUint8(at) === 0xff;) {
    const length = jpeg.getUint16(at + 2);
    if (jpeg.getUint8(at + 1) === 0xe1 && jpeg.getUint32(at + 4) === 0x45786966) {
      return new DataView(jpeg.buffer, jpeg.byteOffset + at + 10, Math.max(0, Math.min(length - 8, jpeg.byteLength - at - 10)));
    }
    if (jpeg.getUint8(at + 1) === 0xda || length < 2) return undefined;
    at += 2 + length;
  }
  return undefined;
}

/** @param {DataView} tiff @param {boolean} little @param {number} at @returns {Map<number, {type: number, count: number, at: number}>} fields, with where their values are */
function folder(tiff, little, at) {
  const fields = new Map();
  const count = tiff.getUint16(at, little);
  for (let i = 0; i < Math.min(count, MOST_FIELDS); i++) {
    const field = at + 2 + 12 * i;
    const [type, values] = [tiff.getUint16(field + 2, little), tiff.getUint32(field + 4, little)];
    const bytes = ({ 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 }[type] ?? 8) * values;
    fields.set(tiff.getUint16(field, little), { type, count: values, at: bytes <= 4 ? field + 8 : tiff.getUint32(field + 8, little) });
  }
  return fields;
}

/** @param {DataView} tiff @param {{type: number, count: number, at: number} | undefined} field */
function text(tiff, field) {
  if (field?.type !== 2 || field.count > 80) return '';
  let read = '';
  for (let i = 0; i < field.count && tiff.getUint8(field.at + i) !== 0; i++) read += String.fromCharCode(tiff.getUint8(field.at + i));
  // eslint-disable-next-line no-control-regex
  return read.replace(/[\u0000-\u001f\u007f-\u009f]/g, '').trim();
}

/** Degrees, minutes and seconds as three fractions. @param {DataView} tiff @param {boolean} little @param {{type: number, count: number, at: number} | undefined} field */
function degrees(tiff, little, field) {
  if (field?.type !== 5 || field.count < 1 || field.count > 3) return NaN;
  let sum = 0;
  for (let i = 0; i < field.count; i++) sum += tiff.getUint32(field.at + 8 * i, little) / tiff.getUint32(field.at + 8 * i + 4, little) / 60 ** i;
  return sum;
}

/** What makes no sense in it is passed over. @param {ArrayBuffer} bytes the beginning of a JPEG @returns {About} */
export function parseExif(bytes) {
  /** @type {About} */
  const about = {};
  try {
    const tiff = block(new DataView(bytes));
    if (!tiff) return about;
    const little = tiff.getUint16(0) === 0x4949;
    const main = folder(tiff, little, tiff.getUint32(4, little));
    const [make, model] = [text(tiff, main.get(MAKE)), text(tiff, main.get(MODEL))];
    const camera = model.startsWith(make) ? model : `${make} ${model}`.trim();
    if (camera) about.camera = camera;
    const gps = main.get(GPS);
    if (!gps) return about;
    const place = folder(tiff, little, tiff.getUint32(gps.at, little));
    const latitude = degrees(tiff, little, place.get(2)) * (text(tiff, place.get(1)) === 'S' ? -1 : 1);
    const longitude = degrees(tiff, little, place.get(4)) * (text(tiff, place.get(3)) === 'W' ? -1 : 1);
    // Cameras without a fix write zeros.
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)) Object.assign(about, { latitude, longitude });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return about;
}

/** What a picture on the plug says of itself. @param {string} path @returns {Promise<About>} nothing when it says nothing */
export async function aboutPicture(path) {
  if (!/\.jpe?g$/i.test(path)) return {};
  try {
    const answer = await fetchRaw(fileUrl(path), { headers: { Range: `bytes=0-${HEAD_BYTES - 1}` } });
    return answer.ok ? parseExif(await answer.arrayBuffer()) : {};
  } catch {
    return {};
  }
}
