// SPDX-License-Identifier: AGPL-3.0-or-later

/** How fast bytes go, over the last ten seconds. */
export class Speed {
  /** @param {() => number} now milliseconds, monotonic */
  constructor(now = () => performance.now()) {
    this.now = now;
    /** @type {{at: number, bytes: number}[]} */
    this.samples = [];
  }

  reset() {
    this.samples = [];
  }

  /** @param {number} bytes sent in all */
  sample(bytes) {
    const at = this.now();
    // After a retry fewer bytes are sent than before: what was measured no longer counts.
    if (this.samples.length > 0 && bytes < this.samples[this.samples.length - 1].bytes) this.samples = [];
    this.samples.push({ at, bytes });
    while (this.samples.length > 2 && at - this.samples[0].at > 10_000) this.samples.shift();
  }

  /** Bytes a second; 0 until it is known. */
  get rate() {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    return first && last && last.at - first.at >= 800 ? ((last.bytes - first.bytes) / (last.at - first.at)) * 1000 : 0;
  }

  /** @param {number} bytes still to send @returns {number | undefined} seconds */
  remaining(bytes) {
    return this.rate > 0 ? bytes / this.rate : undefined;
  }
}
