// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * A value that says when it changes. Listeners run once per turn of the event loop, however often the value changed in it.
 * @template {object} T
 */
export class Store {
  /** @param {T} initial */
  constructor(initial) {
    /** @type {Readonly<T>} */
    this.state = initial;
    this.listeners = new Set();
    this.pending = false;
  }

  /** Replaces the named parts. @param {Partial<T>} patch */
  set(patch) {
    this.state = { ...this.state, ...patch };
    this.changed();
  }

  /** Tells the listeners, for states that are changed in place. */
  changed() {
    if (this.pending) return;
    this.pending = true;
    queueMicrotask(() => {
      this.pending = false;
      for (const listener of [...this.listeners]) listener(this.state);
    });
  }

  /** @param {(state: T) => void} listener @returns {() => void} what ends the subscription */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
