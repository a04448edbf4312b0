// SPDX-License-Identifier: AGPL-3.0-or-later

/** Which names are selected, and where the keyboard is. Names, not places: sorting again keeps the selection. */
export class Selection {
  constructor() {
    /** @type {Set<string>} */
    this.names = new Set();
    /** @type {string | undefined} where the keyboard is */
    this.active = undefined;
    /** @type {string | undefined} where a range starts */
    this.anchor = undefined;
  }

  clear() {
    this.names.clear();
    this.anchor = this.active;
  }

  /** @param {string} name */
  only(name) {
    this.names = new Set([name]);
    this.active = name;
    this.anchor = name;
  }

  /** @param {string} name */
  toggle(name) {
    if (!this.names.delete(name)) this.names.add(name);
    this.active = name;
    this.anchor = name;
  }

  /** Moves the keyboard without selecting. @param {string} name */
  activate(name) {
    this.active = name;
  }

  /** From the anchor to this name, in the order shown. @param {string} name @param {string[]} order */
  range(name, order) {
    const from = Math.max(0, order.indexOf(this.anchor ?? this.active ?? name));
    const to = order.indexOf(name);
    this.names = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
    this.active = name;
    this.anchor = order[from];
  }

  /** @param {string[]} order */
  all(order) {
    this.names = new Set(order);
  }

  /** Forgets names that are no longer there. @param {(name: string) => boolean} present */
  keep(present) {
    for (const name of this.names) if (!present(name)) this.names.delete(name);
    if (this.active !== undefined && !present(this.active)) this.active = undefined;
    if (this.anchor !== undefined && !present(this.anchor)) this.anchor = undefined;
  }
}
