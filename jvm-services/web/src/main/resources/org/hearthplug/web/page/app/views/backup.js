// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { backupStore, follow, load, receipt, run, send } from '../backup/state.js';
import { browserView, browseStore, openBrowser } from '../backup/browse.js';
import { addPlace, changeLimit, joinBackup } from '../backup/places.js';
import { health, holds, newest, trouble, whereWords } from '../backup/health.js';
import { laptopStore, laptopsView } from '../backup/laptops.js';
import { openShares } from '../backup/shares.js';
import { openSheet } from '../backup/sheet.js';
import { ago, longDate } from '../backup/times.js';
import { sentence } from '../core/errors.js';
import { byteRate, bytes, duration, isolated, moment, number, percent, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { disksStore } from '../plug/disks-feed.js';
import { wattHours } from '../plug/power.js';
import { confirm } from '../ui/dialogs.js';
import { css, mounted } from '../ui/directives.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toasts.js';

/** @typedef {import('../backup/state.js').Backup} Backup @typedef {import('../backup/state.js').Place} Place */

if (!document.querySelector('link[href="/app/css/backup.css"]')) {
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/app/css/backup.css' });
  document.head.append(style);
}

export const stores = [backupStore, browseStore, laptopStore, disksStore];

/** @param {() => Promise<void>} act */
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    toast('bad', sentence(error));
    load();
  }
}

/** @param {string} kind */
const start = (kind) => () => attempt(() => run(kind));

async function downloadReceipt() {
  await attempt(async () => {
    const answer = await receipt();
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(answer, null, 2)], { type: 'application/json' }));
    link.download = `hearth-backup-receipt-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

/** @param {Place} place */
async function removePlace(place) {
  const sure = await confirm({ title: t('backup.place.remove.title', { name: isolated(place.label) }), text: t('backup.place.remove.text'), label: t('backup.place.remove') });
  if (sure) await attempt(() => send('DELETE', `targets/${place.id}`));
}

/** @param {Backup} backup */
function jobView(backup) {
  const { job } = backup;
  if (!job) return nothing;
  const known = job.total && job.bytes && job.phase === 'SAVING';
  const facts = [
    job.items ? t('backup.job.items', { count: job.items }) : '',
    known ? t('backup.job.of', { bytes: bytes(job.bytes ?? 0), total: bytes(job.total ?? 0) }) : job.bytes ? bytes(job.bytes) : '',
    job.bytesPerSecond ? byteRate(job.bytesPerSecond) : '',
    job.secondsLeft !== undefined ? t('backup.job.left', { time: duration(job.secondsLeft) }) : '',
  ].filter(Boolean).join(' · ');
  const part = known ? Math.min(1, (job.bytes ?? 0) / (job.total ?? 1)) : 0;
  return html`<section class="card backup-job" data-test="backup-job" data-kind=${job.kind} role="status">
    <div class="backup-row"><p class="thing-name">${t(`backup.job.${job.kind}`)}</p>
      <button class="text-button" data-test="backup-stop" ?disabled=${job.stopping} @click=${() => attempt(() => send('POST', 'stop'))}>${t('backup.stop')}</button></div>
    <div class="meter backup-meter ${known ? '' : 'unknown'}" ${css({ '--part': known ? part : 0.3 })}><div></div></div>
    <p class="quiet">${facts || t('backup.job.begins')}${known ? html` · ${percent(part)}` : nothing}</p></section>`;
}

/** @param {Backup} backup @param {Place} place */
function placeView(backup, place) {
  const { health: seen = {} } = place;
  const good = holds(place, newest(backup));
  const state = seen.state ?? 'NEW';
  const facts = [
    seen.newest ? t('backup.place.newest', { ago: ago(new Date(seen.newest)) }) : t('backup.place.empty'),
    seen.provedAt && state !== 'DAMAGED' ? t('backup.place.proved', { ago: ago(new Date(seen.provedAt)) }) : '',
    seen.drilledAt ? t('backup.place.drilled', { ago: ago(new Date(seen.drilledAt)) }) : '',
    place.limitMbit ? t('backup.limit.is', { rate: number(place.limitMbit) }) : '',
    place.lockDays ? t('backup.lock.is', { days: number(place.lockDays) }) : '',
  ].filter(Boolean).join(' · ');
  const bent = ['DAMAGED', 'DOWN', 'BEHIND'].includes(state);
  return html`<li class="thing" data-test="backup-place" data-id=${place.id} data-state=${state} data-label=${place.label} data-disk=${place.disk ?? ''} data-newest=${seen.newest ?? ''}>
    <div class="thing-icon">${icon(place.kind === 'folder' ? 'disk' : 'cable')}</div>
    <div class="thing-body"><p class="thing-name"><bdi>${shownName(place.label)}</bdi> <span class="tag ${good ? 'good' : bent ? 'warn' : ''}">${t(`backup.state.${state}`)}</span></p>
      ${place.where === place.label ? nothing : html`<p class="quiet backup-where"><bdi>${whereWords(place)}</bdi></p>`}
      <p class="quiet">${facts}</p>
      ${bent ? html`<p class="backup-trouble">${trouble(place)} ${seen.error && !place.away ? html`<span class="quiet">${seen.error}</span>` : nothing}</p>` : nothing}</div>
    ${place.kind === 'folder' ? nothing : html`<button class="icon-button" data-test="backup-place-limit" aria-label=${t('backup.limit.title', { name: isolated(place.label) })} title=${t('backup.limit')} ?disabled=${backup.job !== undefined} @click=${() => changeLimit(place)}>${icon('gear')}</button>`}
    <button class="icon-button danger" data-test="backup-place-remove" aria-label=${t('backup.place.remove-named', { name: isolated(place.label) })} title=${t('backup.place.remove')} @click=${() => removePlace(place)}>${icon('close')}</button></li>`;
}

/** @param {Backup} backup */
function placesView(backup) {
  return html`<section class="card"><h2 class="card-title">${icon('disk')}${t('backup.places')}</h2>
    <ul class="things">${repeat(backup.targets, (place) => place.id, (place) => placeView(backup, place))}</ul>
    ${backup.targets.length < 3 ? html`<p class="quiet">${t('backup.places.advice')}</p>` : nothing}
    <div><button class="button" data-test="backup-add" ?disabled=${backup.job !== undefined} @click=${() => addPlace(backup)}>${icon('disk')}${t('backup.add')}</button></div></section>`;
}

/** @param {Backup} backup */
function proofView(backup) {
  if (backup.state !== 'unproved') return nothing;
  return html`<section class="notice warn" data-test="backup-unproved" role="status">${icon('warning')}<div class="stack">
    <p class="notice-title">${t('backup.sheet.needed')}</p><p>${t('backup.sheet.why')}</p>
    <div><button class="button primary" data-test="backup-sheet" ?disabled=${backup.job !== undefined} @click=${() => openSheet(true)}>${t('backup.sheet.open')}</button></div></div></section>`;
}

/** What happened last, a line for each kind of work. @param {Backup} backup */
function pastView(backup) {
  const kinds = ['backup', 'audit', 'drill', 'repair', 'restore'].filter((kind) => backup.last[kind]);
  if (kinds.length === 0) return nothing;
  const line = (/** @type {string} */ kind) => {
    const last = backup.last[kind];
    const sum = (/** @type {string} */ name) => (last.audit ?? []).reduce((/** @type {number} */ all, /** @type {any} */ each) => all + (each[name] ?? 0), 0);
    const wrong = sum('damagedCount');
    const facts = last.ok === false ? (last.error ?? t('backup.drill.bad')) : {
      backup: () => t('backup.past.backup', { count: last.files ?? 0, size: bytes(last.bytes ?? 0), stored: bytes(last.storedBytes ?? 0) }),
      audit: () => [t('backup.past.audit', { count: sum('proved') }), wrong ? t('backup.past.audit.wrong', { count: wrong }) : ''].join(' '),
      drill: () => t('backup.past.drill', { count: last.verified ?? 0, place: isolated(backup.targets.find((each) => each.id === last.target)?.label ?? '') }),
      repair: () => [t('backup.past.repair', { count: last.repairedCount ?? 0 }), last.lostCount ? t('backup.past.lost', { count: last.lostCount }) : ''].join(' '),
      restore: () => t('backup.past.restore', { count: last.files ?? 0, size: bytes(last.bytes ?? 0) }),
    }[kind]?.();
    const left = last.problemCount ? t('backup.past.problems', { count: last.problemCount }) : '';
    return html`<li class="backup-past" data-test="backup-last" data-kind=${kind} data-ok=${String(last.ok !== false)} data-at=${last.at}>
      <span class="dot ${last.ok === false || left || wrong ? 'warn' : 'good'}"></span><div><p><strong>${t(`backup.kind.${kind}`)}</strong> · ${moment(new Date(last.at ?? 0))}</p>
      <p class="quiet">${facts} ${left} ${last.wattHours === undefined ? nothing : html`<span data-test="backup-cost" data-value=${last.wattHours}>${t('backup.past.cost', { energy: wattHours(last.wattHours) })}</span>`}</p>${left ? html`<p class="quiet backup-where">${(last.problems ?? []).slice(0, 3).join(' · ')}</p>` : nothing}</div></li>`;
  };
  return html`<section class="card"><h2 class="card-title">${icon('check')}${t('backup.past')}</h2><ul class="things">${kinds.map(line)}</ul></section>`;
}

/** @param {Backup} backup */
function pausedView(backup) {
  if (!backup.paused) return nothing;
  return html`<section class="notice" data-test="backup-paused" role="status">${icon('restore')}<p>${t('backup.paused', { work: t(`backup.job.${backup.paused.kind}`), time: moment(new Date(backup.paused.until)) })}</p></section>`;
}

/** When work is allowed. @param {Backup} backup @param {(utc: number) => number} toLocal @param {(local: number) => number} toUtc */
function hoursView(backup, toLocal, toUtc) {
  const { everyHours, hourUtc, hours } = backup.schedule;
  const set = (/** @type {{fromUtc: number, toUtc: number}} */ wanted) => attempt(() => send('PUT', 'schedule', { everyHours, hourUtc, hours: wanted }));
  const toggle = (/** @type {Event} */ event) => set(/** @type {HTMLInputElement} */ (event.currentTarget).checked ? { fromUtc: toUtc(22), toUtc: toUtc(6) } : { fromUtc: 0, toUtc: 0 });
  const choose = (/** @type {'fromUtc' | 'toUtc'} */ end) => html`<label class="field"><span class="field-label">${t(`backup.hours.${end}`)}</span>
    <select class="input" data-test="backup-hours-${end}" @change=${(/** @type {Event} */ event) => hours && set({ ...hours, [end]: toUtc(Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value)) })}>
    ${Array.from({ length: 24 }, (_, each) => html`<option value=${each} ?selected=${hours && toLocal(hours[end]) === each}>${number(each, { minimumIntegerDigits: 2 })}:00</option>`)}</select></label>`;
  return html`<label class="check-line"><input type="checkbox" data-test="backup-hours" .checked=${hours !== undefined} @change=${toggle} /><span>${t('backup.hours')}</span></label>
    ${hours ? html`<div class="backup-row wrap">${choose('fromUtc')}${choose('toUtc')}</div>` : nothing}`;
}

/** @param {Backup} backup */
function scheduleView(backup) {
  const offset = Math.trunc(new Date().getTimezoneOffset() / 60);
  const toLocal = (/** @type {number} */ utc) => (((utc - offset) % 24) + 24) % 24;
  const toUtc = (/** @type {number} */ each) => (((each + offset) % 24) + 24) % 24;
  const local = toLocal(backup.schedule.hourUtc);
  const change = (/** @type {number} */ everyHours, /** @type {number} */ hour) => attempt(() => send('PUT', 'schedule', { everyHours, hourUtc: toUtc(hour) }));
  const every = (/** @type {Event} */ event) => change(Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value), local);
  const hour = (/** @type {Event} */ event) => change(24, Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value));
  return html`<section class="card"><h2 class="card-title">${icon('gear')}${t('backup.schedule')}</h2>
    <div class="backup-row wrap"><label class="field"><span class="field-label">${t('backup.every')}</span>
      <select class="input" data-test="backup-every" @change=${every}>${[1, 6, 24].map((hours) => html`<option value=${hours} ?selected=${backup.schedule.everyHours === hours}>${t(`backup.every.${hours}`)}</option>`)}</select></label>
    ${backup.schedule.everyHours === 24 ? html`<label class="field"><span class="field-label">${t('backup.hour')}</span>
      <select class="input" @change=${hour}>${Array.from({ length: 24 }, (_, each) => html`<option value=${each} ?selected=${local === each}>${number(each, { minimumIntegerDigits: 2 })}:00</option>`)}</select></label>` : nothing}</div>
    ${hoursView(backup, toLocal, toUtc)}
    <p class="quiet">${backup.next ? t('backup.next', { time: moment(new Date(backup.next)) }) : nothing} ${t('backup.schedule.rest')}</p>
    <div class="backup-row wrap"><button class="button" data-test="backup-words" @click=${() => openSheet(backup.state === 'unproved')}>${t('backup.sheet.again')}</button>
      <button class="button" data-test="backup-shares" ?disabled=${backup.state !== 'ready'} @click=${openShares}>${t('backup.shares')}</button>
      <button class="button" data-test="backup-receipt" @click=${downloadReceipt}>${icon('download')}${t('backup.receipt')}</button></div>
    ${backup.split ? html`<p class="quiet" data-test="backup-split">${t('backup.shares.made', { needed: backup.split.needed, count: backup.split.count, set: backup.split.set, date: longDate(new Date(backup.split.at)) })}</p>` : nothing}</section>`;
}

function welcome() {
  return html`<section class="blank" data-test="backup-new">${icon('backup')}<h2>${t('backup.new')}</h2><p class="lead">${t('backup.new.text')}</p>
    <div class="backup-row wrap"><button class="button primary" data-test="backup-add" @click=${() => addPlace()}>${t('backup.new.start')}</button>
    <button class="button" data-test="backup-join" @click=${() => joinBackup()}>${t('backup.new.join')}</button></div></section>`;
}

/** @param {Backup} backup */
function content(backup) {
  if (backup.state === 'new') return welcome();
  if (browseStore.state.snapshot) return browserView(backup);
  const { level, text, more } = health(backup);
  const busy = backup.job !== undefined;
  const bent = backup.targets.some((place) => place.health?.state === 'DAMAGED');
  return html`<section class="card backup-hero" data-test="backup-health" data-level=${level}>
      <p class="backup-sentence"><span class="dot ${level}"></span>${text}</p>${more ? html`<p class="backup-trouble" role="alert">${more}</p>` : nothing}
      <div class="backup-row wrap">
        <button class="button ${bent ? '' : 'primary'}" data-test="backup-now" ?disabled=${busy || backup.state !== 'ready'} @click=${start('backup')}>${t('backup.now')}</button>
        <button class="button" data-test="backup-browse" ?disabled=${busy || newest(backup) === ''} @click=${() => openBrowser()}>${icon('restore')}${t('backup.browse')}</button>
        <button class="button" data-test="backup-audit" ?disabled=${busy || newest(backup) === ''} @click=${start('audit')}>${t('backup.audit')}</button>
        <button class="button ${bent ? 'primary' : ''}" data-test="backup-repair" ?disabled=${busy} @click=${start('repair')}>${t('backup.repair')}</button>
        <button class="button" data-test="backup-drill" ?disabled=${busy || newest(backup) === ''} @click=${start('drill')}>${t('backup.drill')}</button></div></section>
    ${proofView(backup)}${pausedView(backup)}${jobView(backup)}
    <div class="backup-columns"><div class="stack">${placesView(backup)}${laptopsView()}</div><div class="stack">${pastView(backup)}${scheduleView(backup)}</div></div>`;
}

export function view() {
  const { phase, backup, error } = backupStore.state;
  const body = backup ? content(backup) : phase === 'error'
    ? html`<p class="field-problem" role="alert">${sentence(error)}</p><button class="button" data-test="retry" @click=${load}>${icon('retry')}${t('retry')}</button>`
    : html`<p class="quiet" role="status">${t('loading')}</p>`;
  return html`<div class="backup" data-test="backup-view" data-state=${backup?.state ?? phase} data-job=${backup?.job?.kind ?? ''} ${mounted(follow)}>
    <h1 class="backup-title" tabindex="-1">${t('backup.title')}</h1>${body}</div>`;
}
