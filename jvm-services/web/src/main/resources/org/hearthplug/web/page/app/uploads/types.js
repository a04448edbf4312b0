// SPDX-License-Identifier: AGPL-3.0-or-later
/** @typedef {import('../files/sort.js').Entry} Entry */

/**
 * waiting → sending → storing (all bytes are there, not yet safe) → done. From sending also: conflict (a person decides), paused (the plug or the
 * session is away; goes on by itself), failed (a person retries), cancelled. skipped is a conflict's third way out.
 * @typedef {'waiting' | 'sending' | 'storing' | 'done' | 'conflict' | 'paused' | 'failed' | 'cancelled' | 'skipped'} UploadState
 * @typedef {'replace' | 'keep-both' | 'skip'} Resolution
 *
 * @typedef {object} Upload
 * @property {number} id
 * @property {File | undefined} file let go when it is done; not there when this device could not read it, and for folders
 * @property {number} bytes
 * @property {number} modified milliseconds since 1970, of the local file
 * @property {string} base the folder that was open
 * @property {string} folder where it goes, base or below
 * @property {string} name
 * @property {UploadState} state
 * @property {number} sent bytes
 * @property {unknown} error
 * @property {Resolution | undefined} resolution
 * @property {number} tries broken connections so far
 * @property {number} begun when it was last sent from here, milliseconds since 1970
 * @property {boolean} answerLost all bytes had left when the connection broke: the plug may have it
 * @property {AbortController | undefined} abort
 * @property {Set<string>} tried names that were taken
 *
 * @typedef {object} Transport
 * @property {(path: string) => Promise<boolean>} makeFolder whether it is new
 * @property {(path: string) => Promise<boolean>} exists
 * @property {(upload: Upload, options: {replace: boolean, signal: AbortSignal, progress: (sent: number) => void}) => Promise<Entry>} send
 * @property {(upload: Upload) => Promise<Entry | undefined>} arrived what is there under its name, if that is this upload
 * @property {(upload: Upload) => Promise<void>} forget has the plug forget what it keeps of one that was cancelled and is no longer under way; never rejects
 * @property {(file: File) => Promise<boolean>} readable
 * @property {() => Promise<boolean>} reachable
 * @property {(millis: number) => Promise<void>} wait
 */

export {};
