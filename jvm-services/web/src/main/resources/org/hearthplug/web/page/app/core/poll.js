// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Does something after a time; while nobody looks at the page, not before somebody does.
 * @param {() => unknown} act @param {number} millis
 * @returns {() => void} what calls it off
 */
export function later(act, millis) {
  const due = () => {
    if (document.hidden) return;
    callOff();
    act();
  };
  const timer = setTimeout(() => {
    document.addEventListener('visibilitychange', due);
    due();
  }, millis);
  const callOff = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', due);
  };
  return callOff;
}

/**
 * Does something again and again while the page is looked at, never twice at a time: the pause begins when the last time is over.
 * @param {() => Promise<void>} act must not fail
 * @param {() => number} pause milliseconds until the next time
 * @returns {{hasten: () => void, end: () => void}} hasten: the pause may have become shorter
 */
export function poll(act, pause) {
  let [due, busy, ended] = [0, false, false];
  let callOff = () => {};
  const wait = () => {
    const next = performance.now() + pause();
    if (busy || ended || (due > 0 && next >= due)) return;
    callOff();
    due = next;
    callOff = later(again, pause());
  };
  const again = async () => {
    busy = true;
    await act();
    [busy, due] = [false, 0];
    wait();
  };
  again();
  const end = () => {
    ended = true;
    callOff();
  };
  return { hasten: wait, end };
}
