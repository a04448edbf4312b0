// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { sentence } from '../core/errors.js';
import { bytes, fullDate, isolated, moment } from '../core/format.js';
import { t } from '../core/i18n.js';
import { baseName, parent } from '../core/paths.js';
import { entryCame } from '../files/listing.js';
import { confirm, openDialog } from '../ui/dialogs.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';
import { forgetVersion, restoreVersion, versionsOf, versionUrl } from './then.js';

/** @typedef {import('./then.js').Version} Version @typedef {import('../ui/dialogs.js').DialogFrame} DialogFrame */

/** What one opening of the dialog knows. */
class Versions {
  /** @param {string} path */
  constructor(path) {
    this.path = path;
    /** @type {Version[] | undefined} */
    this.items = undefined;
    this.problem = '';
  }

  /** @param {DialogFrame} frame */
  async load(frame) {
    try {
      this.items = await versionsOf(this.path);
    } catch (error) {
      this.problem = sentence(error, 'past');
    }
    frame.refresh();
  }

  /** @param {Version} version @param {DialogFrame} frame */
  async restore(version, frame) {
    try {
      const entry = await restoreVersion(this.path, version);
      entryCame(parent(this.path), { ...entry, type: 'file' });
      toast('good', t('versions.restored', { name: isolated(baseName(this.path)), time: moment(new Date(version.until)) }));
      frame.close();
    } catch (error) {
      this.problem = sentence(error, 'past');
      await this.load(frame);
    }
  }

  /** @param {Version} version @param {DialogFrame} frame */
  async forget(version, frame) {
    if (!(await confirm({ title: t('versions.forget.title'), text: t('bin.delete.text'), label: t('bin.delete') }))) return;
    try {
      await forgetVersion(this.path, version);
    } catch (error) {
      this.problem = sentence(error, 'past');
    }
    await this.load(frame);
  }
}

/** @param {Versions} versions @param {DialogFrame} frame */
function list(versions, frame) {
  const { items, path } = versions;
  if (items === undefined) return versions.problem ? nothing : html`<p class="quiet" role="status">${t('loading')}</p>`;
  if (items.length === 0) return html`<p data-test="versions-none">${t('versions.none')}</p>`;
  return html`<ul class="bin-list versions">${items.map((version) => {
    const until = new Date(version.until);
    const short = moment(until);
    // two of one minute are told apart by their seconds
    const time = items.some((other) => other !== version && moment(new Date(other.until)) === short) ? fullDate(until) : short;
    return html`<li class="bin-row" data-test="version-row" data-id=${version.id} data-until=${version.until}>
      <div class="thing-body"><p class="thing-name" title=${fullDate(until)}>${t('versions.until', { time })}</p>
        <p class="quiet">${[bytes(version.bytes), t('versions.from', { time: moment(new Date(version.from)) })].join(' · ')}</p></div>
      <a class="icon-button" data-test="version-download" href=${versionUrl(path, version)} download=${baseName(path)} aria-label=${t('versions.download-of', { time })} title=${t('download')}>${icon('download')}</a>
      <button class="button" data-test="version-restore" aria-label=${t('versions.restore-of', { time })} @click=${() => versions.restore(version, frame)}>${icon('restore')}<span>${t('versions.restore')}</span></button>
      <button class="icon-button danger" data-test="version-forget" aria-label=${t('versions.forget-of', { time })} title=${t('bin.delete')} @click=${() => versions.forget(version, frame)}>${icon('close')}</button>
    </li>`;
  })}</ul>`;
}

/** Shows what a file held before. @param {string} path */
export function openVersions(path) {
  const versions = new Versions(path);
  let begun = false;
  return openDialog(t('versions.title', { name: isolated(baseName(path)) }), (frame) => {
    if (!begun) {
      begun = true;
      void versions.load(frame);
    }
    return html`<p class="quiet">${t('versions.lead')}</p>
      ${list(versions, frame)}
      <p class="field-problem" role="alert" data-test="versions-problem">${versions.problem}</p>
      <div class="dialog-buttons"><button type="button" class="button" data-autofocus data-test="dialog-cancel" @click=${() => frame.close()}>${t('close')}</button></div>`;
  });
}
