// SPDX-License-Identifier: AGPL-3.0-or-later
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { clock, duration, shownName } from '../core/format.js';
import { t } from '../core/i18n.js';
import { isOwner, sessionStore } from '../core/session.js';
import { follow, plugStore } from '../plug/feed.js';
import { aboutCard, memoryCard, networkCard, processorCard, temperatureCard } from '../plug/cards.js';
import { ails, verdict } from '../plug/health.js';
import { hardwareCard } from '../plug/hardware.js';
import { powerCard } from '../plug/power.js';
import { lastExit, serviceAlert, servicesCard, storageCard } from '../plug/things.js';
import { wifiCard } from '../plug/wifi.js';
import { mounted } from '../ui/directives.js';
import { fire } from '../ui/fire.js';
import { icon } from '../ui/icons.js';

function connectionLine() {
  const { connection, since, platform } = plugStore.state;
  const words = connection === 'live'
    ? t('connection.live')
    : connection === 'connecting' ? t('connection.connecting') : since ? t('connection.lost', { time: clock(since) }) : t('connection.never');
  return html`<p class="connection" data-test="connection" data-state=${connection} aria-live="polite">
    <span class="dot ${connection === 'live' && platform ? 'good' : connection === 'lost' ? 'bad' : 'warn'}" aria-hidden="true"></span>${words}</p>`;
}

/** @param {import('../plug/types.js').Snapshot} snapshot */
function statusLine(snapshot) {
  const { connection, snapshotAt, platform } = plugStore.state;
  if (connection === 'lost') return t('status.lost', { time: snapshotAt ? clock(snapshotAt) : '' });
  if (!platform) return t('status.platform');
  return t(`status.${verdict(snapshot)}`, { time: duration(snapshot.uptimeSeconds) });
}

/** @param {import('../plug/types.js').Snapshot | undefined} snapshot */
function hero(snapshot) {
  const { connection } = plugStore.state;
  const lit = snapshot !== undefined && connection === 'live';
  return html`<header class="hero">
    ${fire({ heat: snapshot?.cpu.usage ?? 0, lit })}
    <div class="hero-words">
      <h1 class="display" tabindex="-1"><bdi>${shownName(sessionStore.state.plugName || 'Hearth')}</bdi>
        ${snapshot?.lab ? html`<span class="tag" title=${t('lab.why')}>${t('lab')}</span>` : nothing}</h1>
      <p class="hero-status">${snapshot ? statusLine(snapshot) : t('status.unknown')}</p>
      ${connectionLine()}
    </div>
  </header>`;
}

function platformNotice() {
  const { platform, snapshotAt, connection, services } = plugStore.state;
  if (platform || connection === 'lost') return nothing;
  // Without the platform only cloudd speaks: what it knows of platformd's end is worth telling, all else it guesses.
  const watcher = services?.find((service) => service.name === 'platformd');
  return html`<div class="notice warn" role="alert" data-test="platform-notice">${icon('warning')}
    <div><p class="notice-title">${t('platform.title')}</p><p>${snapshotAt ? t('platform.text', { time: clock(snapshotAt) }) : t('platform.never')} ${watcher && watcher.restarts > 0 ? `${t('service.crashed', { count: watcher.restarts })} ${lastExit(watcher)}` : ''}</p></div></div>`;
}

export function plugView() {
  const { snapshot, connection, platform } = plugStore.state;
  const services = snapshot?.services ?? [];
  return html`<div class="plug ${connection === 'lost' || !platform ? 'stale' : ''}" data-test="plug-view" ${mounted(follow)}>
    ${hero(snapshot)}
    <div class="notices" role="region" aria-label=${t('notices')}>${platformNotice()}${services.filter(ails).map(serviceAlert)}</div>
    ${snapshot ? html`<div class="cards">
      ${processorCard(snapshot)}${temperatureCard(snapshot)}${memoryCard(snapshot)}
      ${powerCard()}${networkCard(snapshot)}${isOwner() ? wifiCard(snapshot) : nothing}${storageCard(snapshot)}${servicesCard(services)}${aboutCard(snapshot)}${hardwareCard()}
    </div>` : html`<div class="cards" aria-hidden="true">${[1, 2, 3, 4, 5].map((n) => html`<div class="card skeleton ${n === 1 ? 'card-main' : n === 4 ? 'card-wide' : ''}"></div>`)}</div>`}
  </div>`;
}
