// SPDX-License-Identifier: AGPL-3.0-or-later
import { join, segments } from '../core/paths.js';

/** Makes the folders that uploads go to, each once. */
export class Folders {
  /**
   * @param {(path: string) => Promise<boolean>} make whether it is new
   * @param {(path: string) => void} made is told of new ones
   * @param {() => boolean} idle whether nothing else is under way
   */
  constructor(make, made, idle) {
    this.make = make;
    this.made = made;
    this.idle = idle;
    /** @type {Map<string, Promise<void>>} */
    this.known = new Map();
  }

  /** Makes each folder between base and path. @param {string} base @param {string} path @returns {Promise<void>} */
  async ensure(base, path) {
    let at = base;
    for (const name of segments(path).slice(segments(base).length)) {
      at = join(at, name);
      const folder = at;
      if (!this.known.has(folder)) {
        const making = this.make(folder).then((fresh) => void (fresh && this.made(folder)));
        this.known.set(folder, making);
        making.catch(() => this.known.delete(folder));
      }
      await this.known.get(folder);
    }
    // A folder may be deleted meanwhile: known ones are forgotten when nothing is under way.
    if (this.idle()) this.known.clear();
  }
}
