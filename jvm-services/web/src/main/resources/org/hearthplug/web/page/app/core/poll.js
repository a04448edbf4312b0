// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Does something again and again, never twice at a time: the pause begins when the last time is over.
 * @param {() => Promise<void>} act must not fail
 * @param {() => number} pause milliseconds until the next time
 * @returns {{hasten: () => void, end: () => void}} hasten: the pause may have become shorter
 */
export function poll(act, pause) {
  let [timer, due, busy, ended] = [0, 0, false, false];
  const wait = () => {
    const next = performance.now() + pause();
    if (busy || ended || (due > 0 && next >= due)) return;
    clearTimeout(timer);
    due = next;
    timer = setTimeout(again, pause());
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
    clearTimeout(timer);
  };
  return { hasten: wait, end };
}
