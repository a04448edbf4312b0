// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError } from './api.js';
import { duration } from './format.js';
import { has, languageCode, t } from './i18n.js';

/**
 * A sentence that says what happened and what to do. The plug's own sentence knows more, but speaks English only:
 * it is used as it is in English, and in other languages where this page has none of its own.
 * @param {unknown} error
 * @param {string} [context] looks for `error.<context>.<kind>` before `error.<kind>`
 */
export function sentence(error, context) {
  if (!(error instanceof ApiError)) {
    console.error(error);
    return t('error.page');
  }
  const wait = error.retryAfterSeconds === undefined ? '' : duration(error.retryAfterSeconds);
  const detail = typeof error.problem.detail === 'string' ? error.problem.detail : '';
  for (const key of [context && `error.${context}.${error.kind}`, `error.${error.kind}`]) {
    if (!key || !has(key)) continue;
    if (key === `error.${error.kind}` && detail && error.status && languageCode() === 'en') return detail;
    return t(key, { wait, status: error.status });
  }
  return detail || t('error.other', { status: error.status });
}
