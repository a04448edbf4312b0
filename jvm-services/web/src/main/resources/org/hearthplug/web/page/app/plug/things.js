// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { bytes, duration, memoryBytes, percent, shownName } from '../core/format.js';
import { has, t } from '../core/i18n.js';
import { icon } from '../ui/icons.js';
import { deviceKind, deviceTitle } from './arrivals.js';
import { card, meter } from './cards.js';
import { disksFoot, disksOf, diskView } from './disks.js';
import { arrivals } from './feed.js';
import { ails, forPeople, nearlyFull } from './health.js';

/** @typedef {import('./types.js').StorageDevice} StorageDevice @typedef {import('./types.js').Service} Service */

/** @param {{storage: StorageDevice[]}} snapshot */
export function storageCard({ storage }) {
  const gone = [...arrivals.leaving.values()].filter((device) => !storage.some((each) => each.name === device.name));
  const all = [...storage.map((device) => ({ device, leaving: false })), ...gone.map((device) => ({ device, leaving: true }))];
  return card({
    id: 'storage', title: t('storage.title'), symbol: 'disk', size: 'wide',
    body: html`<ul class="things">${repeat(all, ({ device }) => `${device.name} ${device.serial}`, deviceView)}</ul>${disksFoot()}`,
  });
}

/** @param {{device: StorageDevice, leaving: boolean}} shown */
function deviceView({ device, leaving }) {
  const kind = deviceKind(device);
  const fresh = arrivals.fresh.has(device.name);
  // Where its owner can do something with each of several volumes, the device is called by its own name.
  const disks = leaving ? [] : disksOf(device.name);
  const title = disks.length > 1 ? device.model?.trim() || device.name : deviceTitle(device);
  const notes = [t(`storage.kind.${kind}`), bytes(device.bytes), device.readOnly ? t('storage.read-only') : ''].filter(Boolean).join(' · ');
  return html`<li class="thing device ${leaving ? 'leaving' : fresh ? 'fresh' : ''}" data-test=${leaving ? 'storage-leaving' : 'storage-device'}
      data-name=${device.name} data-transport=${device.transport} data-new=${String(fresh && !leaving)}>
    <span class="thing-icon">${icon(kind)}</span>
    <div class="thing-body">
      <p class="thing-name"><bdi>${shownName(title)}</bdi> <span class="quiet">${notes}</span>
        ${leaving ? html`<span class="tag">${t('storage.gone')}</span>` : fresh ? html`<span class="tag warm">${t('storage.new')}</span>` : nothing}</p>
      ${device.partitions.map((partition) => {
        const disk = disks.find(({ volume }) => volume === partition.name);
        return disk ? diskView(disk, { heading: title, alone: device.partitions.length === 1, partition }) : partitionView(partition, device);
      })}
      ${disks.filter(({ volume }) => !device.partitions.some(({ name }) => name === volume)).map((disk) => diskView(disk, { heading: title, alone: device.partitions.length === 0 }))}
    </div></li>`;
}

/** @param {import('./types.js').Partition} partition @param {StorageDevice} device */
function partitionView(partition, device) {
  const { usableBytes, freeBytes, mountPoint, fileSystem } = partition;
  const use = mountPoint === undefined ? t('storage.unused') : forPeople(mountPoint) ? t('storage.use.disk') : has(`storage.use.${mountPoint}`) ? t(`storage.use.${mountPoint}`) : mountPoint;
  const label = partition.label && partition.label !== deviceTitle(device) ? html`<bdi>${shownName(partition.label)}</bdi> · ` : nothing;
  const kind = fileSystem ? ` · ${fileSystem}` : '';
  // What is only read is always full, and that is no news.
  if (usableBytes === undefined || freeBytes === undefined || usableBytes === 0 || device.readOnly) {
    return html`<p class="partition quiet" data-name=${partition.name}>${label}${use}${kind} · ${bytes(partition.bytes)}</p>`;
  }
  const used = 1 - freeBytes / usableBytes;
  const full = nearlyFull(partition);
  return html`<div class="partition" data-name=${partition.name}>
    <p class="quiet">${label}${use}${kind}<span class="partition-free">${t('storage.free', { free: bytes(freeBytes), total: bytes(usableBytes) })}</span></p>
    ${meter(used, t('storage.meter', { used: percent(used) }), full ? 'bad' : '')}
    ${full ? html`<p class="field-problem">${t('storage.full')}</p>` : nothing}</div>`;
}

/** @param {string} name */
function serviceTitle(name) {
  return has(`service.name.${name}`) ? t(`service.name.${name}`) : name;
}

/** @param {Service[]} services */
export function servicesCard(services) {
  return card({
    id: 'services', title: t('services.title'), symbol: 'gear',
    body: services.length === 0 ? html`<p class="quiet">${t('services.none')}</p>` : html`<ul class="things">${services.map(serviceView)}</ul>`,
  });
}

/** @param {Service} service */
function serviceView(service) {
  const facts = [
    service.uptimeSeconds !== undefined && service.state === 'running' ? t('service.since', { time: duration(service.uptimeSeconds) }) : '',
    service.residentBytes === undefined ? '' : memoryBytes(service.residentBytes),
    service.restarts > 0 ? t('service.restarts', { count: service.restarts }) : '',
  ].filter(Boolean).join(' · ');
  const mood = ails(service) ? 'bad' : service.state === 'starting' ? 'warn' : 'good';
  return html`<li class="thing" data-test="service" data-name=${service.name} data-state=${service.state}>
    <span class="dot ${mood}" aria-hidden="true"></span>
    <div class="thing-body">
      <p class="thing-name">${serviceTitle(service.name)} <span class="quiet">${t(`service.state.${service.state}`)}</span></p>
      <p class="quiet">${facts}</p>
    </div></li>`;
}

/** How it ended last. @param {Service} service */
export function lastExit({ lastExit: how }) {
  const [, signal, code] = /^(?:signal (\d+)|.*?(\d+))$/.exec(String(how ?? '')) ?? [];
  return signal ? t('service.last-signal', { signal }) : code ? t('service.last-exit', { code }) : '';
}

/** What needs a person, above everything else. @param {Service} service */
export function serviceAlert(service) {
  const crashing = service.state === 'backoff';
  const next = service.nextTrySeconds === undefined ? '' : t('service.next-try', { time: duration(service.nextTrySeconds) });
  return html`<div class="notice bad" data-test="service-alert" data-name=${service.name}>${icon('warning')}
    <div><p class="notice-title">${t(crashing ? 'service.crashing' : 'service.is-down', { service: serviceTitle(service.name) })}</p>
      <p>${[crashing ? t('service.crashed', { count: service.restarts }) : '', lastExit(service), next].filter(Boolean).join(' ')}</p>
      <p>${has(`service.effect.${service.name}`) ? t(`service.effect.${service.name}`) : ''} ${t('service.advice', { command: `hearth logs ${service.name}` })}</p></div></div>`;
}
