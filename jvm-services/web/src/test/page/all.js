// SPDX-License-Identifier: AGPL-3.0-or-later
import { loadLanguage } from '/app/core/i18n.js';
import { runAll } from './harness.js';
import './backup.test.js';
import './core.test.js';
import './disks.test.js';
import './files.test.js';
import './guests.test.js';
import './library.test.js';
import './music.test.js';
import './pictures.test.js';
import './plug.test.js';
import './power.test.js';
import './session.test.js';
import './texts.test.js';
import './uploads.test.js';

await loadLanguage('en');
const results = await runAll();
const lines = results.map(({ name, failure }) => `${failure ? 'FAILED' : 'ok'}\t${name}\t${failure.replace(/\s+/g, ' ')}`).join('\n');
/** @type {HTMLElement} */ (document.getElementById('results')).textContent = lines;
await fetch('/test/results', { method: 'POST', body: lines });
