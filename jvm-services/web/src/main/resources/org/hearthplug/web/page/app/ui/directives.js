// SPDX-License-Identifier: AGPL-3.0-or-later
import { noChange } from '../vendor/lit-html/lit-html.js';
import { directive, Directive } from '../vendor/lit-html/directive.js';
import { AsyncDirective } from '../vendor/lit-html/async-directive.js';

class StyleProperties extends Directive {
  /** @param {Record<string, string | number>} _properties */
  render(_properties) {
    return noChange;
  }

  /** @param {any} part @param {[Record<string, string | number>]} values */
  update(part, [properties]) {
    for (const [name, value] of Object.entries(properties)) part.element.style.setProperty(name, String(value));
    return noChange;
  }
}

/** Sets style properties through the CSSOM: the content security policy forbids style attributes. `<div ${css({'--part': 0.5})}>` */
export const css = directive(StyleProperties);

class Mounted extends AsyncDirective {
  /** @param {(element: HTMLElement) => (() => void) | void} _mount */
  render(_mount) {
    return noChange;
  }

  /** @param {any} part @param {[(element: HTMLElement) => (() => void) | void]} values */
  update(part, [mount]) {
    if (!this.done) {
      this.done = true;
      // After this rendering, when the element is in the document and has its children.
      queueMicrotask(() => {
        if (this.isConnected) this.unmount = mount(part.element);
      });
    }
    return noChange;
  }

  disconnected() {
    this.unmount?.();
  }
}

/** Runs once when the element came into the document; what it returns runs when it leaves. */
export const mounted = directive(Mounted);

class DrawnWith extends Directive {
  /** @param {(element: HTMLElement) => void} _draw */
  render(_draw) {
    return noChange;
  }

  /** @param {any} part @param {[(element: HTMLElement) => void]} values */
  update(part, [draw]) {
    draw(part.element);
    return noChange;
  }
}

/** Has an element's inside drawn by something of its own whenever the page is drawn; it may draw it in between, too. */
export const drawnWith = directive(DrawnWith);
