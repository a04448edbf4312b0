// SPDX-License-Identifier: AGPL-3.0-or-later
import { svg, html } from '../vendor/lit-html/lit-html.js';

// Drawn for this page on a grid of 24, with round strokes of 1.75.
const SHAPES = {
  plug: svg`<path d="M4 20.500V12a8 8 0 0 1 16 0v8.500z"/><path d="M12.300 9.500c.5 2.300 3 3.400 3 6.200a3.300 3.300 0 0 1-6.600 0c0-1.500.8-2.300 1.600-3.200.2.800.5 1.300 1.100 1.600-.2-1.700.1-3.200.900-4.600z"/>`,
  files: svg`<path d="M3.500 18V6.500a1.500 1.500 0 0 1 1.500-1.500h4.200l2.300 2.500H19a1.500 1.500 0 0 1 1.500 1.500v9a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 18z"/>`,
  folderPlus: svg`<path d="M3.500 18V6.500a1.500 1.500 0 0 1 1.500-1.500h4.200l2.300 2.500H19a1.500 1.500 0 0 1 1.500 1.500v9a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 18zM12 11v5M9.500 13.500h5"/>`,
  bin: svg`<path d="M4.500 7h15M9.500 7V4.500h5V7M6.500 7l.8 12.500h9.400L17.500 7M10.200 10.500v5.500M13.800 10.500v5.500"/>`,
  backup: svg`<path d="M12 3.500 4.500 6v6c0 4.500 3.200 7.300 7.500 8.500 4.300-1.200 7.500-4 7.500-8.500V6z"/><path d="m8.500 12 2.500 2.500 4.500-5"/>`,
  upload: svg`<path d="M12 16V5M7.500 9.500 12 5l4.500 4.500M4.500 16v3h15v-3"/>`,
  download: svg`<path d="M12 5v11M7.500 11.500 12 16l4.500-4.500M4.500 16.500v3h15v-3"/>`,
  rename: svg`<path d="m5 19 .8-3.800L16.300 4.700a1.400 1.400 0 0 1 2 0l1 1a1.400 1.400 0 0 1 0 2L8.800 18.200zM14.500 6.500l3 3"/>`,
  move: svg`<path d="M3.500 18V6.500a1.500 1.500 0 0 1 1.500-1.500h4.200l2.300 2.500H19a1.500 1.500 0 0 1 1.500 1.500v9a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 18zM8.500 13.500h6.500M12.500 11l2.500 2.500-2.500 2.500"/>`,
  restore: svg`<path d="M5 12a7 7 0 1 0 2.300-5.200M5 4.500v3.800h3.800"/>`,
  retry: svg`<path d="M19 12a7 7 0 1 1-2.300-5.200M19 4.500v3.800h-3.800"/>`,
  more: svg`<path d="M12 5.500h.01M12 12h.01M12 18.500h.01" class="dots"/>`,
  key: svg`<circle cx="8.500" cy="15.500" r="4"/><path d="m11.500 12.500 8-8M16 8l2.500 2.500M13.500 10.500l1.500 1.500"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  check: svg`<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
  up: svg`<path d="m6 14.500 6-6 6 6"/>`,
  down: svg`<path d="m6 9.500 6 6 6-6"/>`,
  right: svg`<path d="m9.500 6 6 6-6 6"/>`,
  person: svg`<circle cx="12" cy="8.500" r="3.700"/><path d="M4.500 20c.7-4 3.700-5.800 7.500-5.800s6.800 1.800 7.500 5.800"/>`,
  out: svg`<path d="M10 4.500H5.500v15H10M9.500 12H20M16.500 8.500 20 12l-3.500 3.500"/>`,
  sun: svg`<circle cx="12" cy="12" r="3.700"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.600 5.600 7 7M17 17l1.400 1.400M18.400 5.600 17 7M7 17l-1.400 1.400"/>`,
  moon: svg`<path d="M19.500 14.200A8 8 0 0 1 9.800 4.500a8 8 0 1 0 9.700 9.700z"/>`,
  half: svg`<circle cx="12" cy="12" r="7.500"/><path d="M12 4.500v15a7.500 7.500 0 0 0 0-15z" class="solid"/>`,
  search: svg`<circle cx="10.500" cy="10.500" r="5.500"/><path d="m14.800 14.800 4.700 4.700"/>`,
  warning: svg`<path d="M12 4.500 21 19.500H3zM12 10v4.500M12 17.200h.01"/>`,
  eye: svg`<path d="M2.500 12S6 5.800 12 5.800 21.500 12 21.500 12 18 18.200 12 18.200 2.500 12 2.500 12z"/><circle cx="12" cy="12" r="2.800"/>`,
  eyeOff: svg`<path d="M2.500 12S6 5.800 12 5.800 21.500 12 21.500 12 18 18.200 12 18.200 2.500 12 2.500 12zM4.500 4.500l15 15"/>`,
  cpu: svg`<rect x="6.500" y="6.500" width="11" height="11" rx="1.500"/><path d="M10 10h4v4h-4zM9 3.500v3M15 3.500v3M9 17.500v3M15 17.500v3M3.500 9h3M3.500 15h3M17.500 9h3M17.500 15h3"/>`,
  heat: svg`<path d="M9.500 13.700V6a2.500 2.500 0 0 1 5 0v7.700a4.300 4.300 0 1 1-5 0z"/><path d="M12 9v8"/>`,
  bolt: svg`<path d="M13 3.500 5.500 13.500H11l-1 7 7.500-10H12z"/>`,
  memory: svg`<rect x="3" y="7.500" width="18" height="8.500" rx="1.200"/><path d="M6.500 16v2.500M10 16v2.500M14 16v2.500M17.500 16v2.500M7 10.500v2.500M12 10.500v2.500M17 10.500v2.500"/>`,
  disk: svg`<rect x="3.500" y="6" width="17" height="12" rx="2"/><path d="M7 14.500h5M16.800 14.500h.01"/>`,
  card: svg`<path d="M6 20.500v-17h8.500L18 7.500v13zM9.500 6.500v2.500M12 6.500v2.500M14.500 8v1.500"/>`,
  stick: svg`<path d="M8 10.500h8v8a2 2 0 0 1-2 2h-4a2 2 0 0 1-2-2zM9.500 10.500v-7h5v7M11.200 6.300h.01M12.800 6.300h.01"/>`,
  cable: svg`<rect x="7.500" y="3.500" width="9" height="8" rx="1.200"/><path d="M10 3.500v3M12 3.500v3M14 3.500v3M9.500 11.500v2.500h5v-2.500M12 14v6.500"/>`,
  wifi: svg`<path d="M3.500 9.500a12.500 12.500 0 0 1 17 0M6.500 13a8 8 0 0 1 11 0M9.500 16.300a3.800 3.800 0 0 1 5 0M12 19.500h.01"/>`,
  loop: svg`<path d="M7.500 8.500h9a3.500 3.500 0 0 1 0 7h-9a3.500 3.500 0 0 1 0-7z"/>`,
  gear: svg`<path d="M4 8h9M17 8h3M4 16h3M11 16h9"/><circle cx="15" cy="8" r="2"/><circle cx="9" cy="16" r="2"/>`,
  info: svg`<circle cx="12" cy="12" r="8"/><path d="M12 11v5M12 8h.01"/>`,
  clock: svg`<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>`,
  picture: svg`<rect x="4" y="4.500" width="16" height="15" rx="1.500"/><circle cx="9" cy="9.500" r="1.500"/><path d="m4.500 17.500 5-5 3.500 3.500 2.500-2.500 4 4"/>`,
  film: svg`<rect x="4" y="5" width="16" height="14" rx="1.500"/><path d="M8 5v14M16 5v14M4 9.700h4M4 14.300h4M16 9.700h4M16 14.300h4"/>`,
  note: svg`<path d="M9 17.500V6l9.500-2v11.500"/><circle cx="6.800" cy="17.500" r="2.200"/><circle cx="16.300" cy="15.500" r="2.200"/>`,
  lock: svg`<rect x="5.500" y="11" width="13" height="9" rx="1.500"/><path d="M8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 14.500v2.500"/>`,
  link: svg`<path d="M10.500 13.500a3.500 3.500 0 0 0 5 0l3.200-3.200a3.500 3.500 0 0 0-5-5L12.500 6.500M13.500 10.500a3.500 3.500 0 0 0-5 0l-3.200 3.200a3.500 3.500 0 0 0 5 5l1.200-1.200"/>`,
  play: svg`<path d="M8 5v14l11-7z" class="solid"/>`,
  pause: svg`<path d="M8.500 5.500v13M15.500 5.500v13" class="dots"/>`,
  next: svg`<path d="M6 5.500v13l9.500-6.500z" class="solid"/><path d="M18 5.500v13"/>`,
  previous: svg`<path d="M18 5.500v13L8.500 12z" class="solid"/><path d="M6 5.500v13"/>`,
  list: svg`<path d="M4.500 7h15M4.500 12h15M4.500 17h9"/>`,
  shuffle: svg`<path d="M4 7h3l9 10h4M4 17h3l2.500-2.800M13 9.800 16 7h4M17.500 4.500 20 7l-2.500 2.500M17.500 14.500 20 17l-2.500 2.500"/>`,
  phone: svg`<rect x="7" y="3" width="10" height="18" rx="2"/><path d="M11 17.800h2"/>`,
  screen: svg`<rect x="3.500" y="5" width="17" height="11.500" rx="1.500"/><path d="M9 20h6M12 16.500V20"/>`,
  text: svg`<path d="M6 3.500h8.500L18.500 7.500v13H6zM9 10h6.500M9 13.500h6.500M9 17h4"/>`,
  archive: svg`<path d="M6 3.500h8.500L18.500 7.500v13H6zM12 4v2M12 8v2M12 12v2M10.800 15.500h2.400v2.500h-2.400z"/>`,
  file: svg`<path d="M6 3.500h8.500L18.500 7.500v13H6zM14 3.800V8h4.200"/>`,
  special: svg`<path d="M6 3.500h8.500L18.500 7.500v13H6zM12 10.500v4M12 17.200h.01"/>`,
};

/** @param {keyof typeof SHAPES} name @param {string} [className] */
export function icon(name, className = '') {
  return html`<svg class="icon ${className}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SHAPES[name]}</svg>`;
}

/** @type {[RegExp, keyof typeof SHAPES][]} */
const BY_EXTENSION = [
  [/\.(jpe?g|png|gif|webp|avif|heic|heif|tiff?|bmp|svg|raw|dng|cr2|nef)$/i, 'picture'],
  [/\.(mp4|m4v|mov|mkv|webm|avi|mpe?g|ogv|3gp)$/i, 'film'],
  [/\.(mp3|flac|ogg|oga|opus|m4a|wav|aac|wma|aiff?)$/i, 'note'],
  [/\.(zip|tar|gz|tgz|xz|bz2|zst|7z|rar|iso|img)$/i, 'archive'],
  [/\.(txt|md|pdf|docx?|odt|rtf|xlsx?|ods|pptx?|odp|csv|html?|epub)$/i, 'text'],
];

/** @param {{name: string, type: string}} entry @returns {keyof typeof SHAPES} */
export function entryIcon(entry) {
  if (entry.type === 'folder') return 'files';
  if (entry.type !== 'file') return 'special';
  return BY_EXTENSION.find(([pattern]) => pattern.test(entry.name))?.[1] ?? 'file';
}

/** The mark: an arch with its fire. @param {string} [className] */
export function mark(className = '') {
  return html`<svg class="mark ${className}" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="mark-stone" d="M3 30V15.500a13 13 0 0 1 26 0V30z" />
    <path class="mark-hollow" d="M6.500 30V16a9.500 9.500 0 0 1 19 0v14z" />
    <path class="mark-flame" d="M16.400 9.500c.8 4.200 5.900 6.600 5.900 12.200 0 4-2.800 6.800-6.300 6.800s-6.300-2.700-6.300-6.500c0-2.900 1.500-4.500 2.900-6.100.4 1.700 1 2.600 2.100 3.200-.5-3.400.2-6.800 1.700-9.600z" />
    <path class="mark-core" d="M16.300 19c.3 1.900 2.600 2.900 2.600 5.500 0 1.900-1.300 3.200-2.900 3.200s-2.900-1.200-2.900-3c0-1.400.8-2.200 1.500-3 .2.800.5 1.200 1 1.500-.2-1.500 0-2.900.7-4.200z" />
  </svg>`;
}
