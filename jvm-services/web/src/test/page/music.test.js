// SPDX-License-Identifier: AGPL-3.0-or-later
import { albumsOf, artistsOf, byTitle, matching, titleOf } from '/app/music/songs.js';
import { clockTime } from '/app/music/bar.js';
import { parseLink } from '/app/shared/guest.js';
import { parseRoute, routeHash } from '/app/core/router.js';
import { equal, test } from './harness.js';

/** @param {string} path @param {Partial<import('/app/music/songs.js').Song>} [tags] */
const song = (path, tags = {}) => ({ path, title: '', artist: '', album: '', track: 0, albumArtist: '', disc: 0, cover: false, seconds: 0, ...tags });

test('music: an album is put together by whose it is, or by where it lies', () => {
  const albums = albumsOf([
    song('A/2.mp3', { album: 'Live', artist: 'Ada', track: 2, cover: true }),
    song('A/1.mp3', { album: 'Live', artist: 'Ada', track: 1 }),
    song('B/1.mp3', { album: 'Live', artist: 'Ben', track: 1 }),
    song('Mix/CD 1/1.mp3', { album: 'Mix', artist: 'Ada', disc: 1, track: 1 }),
    song('Mix/CD 2/1.mp3', { album: 'Mix', artist: 'Ben', disc: 2, track: 1 }),
    song('x/1.mp3', { album: 'Both', albumArtist: 'AC/DC', artist: 'Ada' }),
    song('y/2.mp3', { album: 'both', albumArtist: 'ac/dc', artist: 'Ben' }),
    song('loose.mp3', { artist: 'Ada' }),
  ]);
  equal(albums.map((album) => [album.name, album.various, album.songs.length]), [['Both', false, 2], ['Live', false, 2], ['Live', false, 1], ['Mix', true, 2]]);
  equal(albums[1].songs.map((each) => each.path), ['A/1.mp3', 'A/2.mp3'], 'by track');
  equal(albums[1].cover, 'A/2.mp3');
  equal(albums[0].key, 'AC∕DC/Both', 'a slash does not divide an address');
  equal(new Set(albums.map((album) => album.key)).size, 4, 'each has an address of its own');
  equal(parseRoute(routeHash({ view: 'music', path: `album/${albums[0].key}` })), { view: 'music', path: `album/${albums[0].key}` });
});

test('music: artists have what they play and the albums that they are on', () => {
  const songs = [song('Mix/1.mp3', { album: 'Mix', artist: 'Ada' }), song('Mix/2.mp3', { album: 'Mix', artist: 'Ben' }), song('ada.mp3', { artist: 'ADA' }), song('who.mp3')];
  const artists = artistsOf(songs, albumsOf(songs));
  equal(artists.map((artist) => [artist.name, artist.songs.length, artist.albums.length]), [['Ada', 2, 1], ['Ben', 1, 1]]);
});

test('music: a search finds every word, whatever its accents; a piece without a title has its file’s name', () => {
  const songs = [song('Été.mp3', { artist: 'Zoé' }), song('b.mp3', { title: 'Hiver' })];
  equal(matching(songs, 'ete ZOE').map(titleOf), ['Été']);
  equal(matching(songs, '').length, 2);
  equal(matching(songs, 'nothing'), []);
  equal(byTitle(songs).map(titleOf), ['Été', 'Hiver']);
  equal([clockTime(7), clockTime(187), clockTime(3765)], ['0:07', '3:07', '1:02:45']);
});

test('links: the code and the folder are told apart', () => {
  equal(parseLink('#abc012'), { token: 'abc012', path: '' });
  equal(parseLink('#abc012/Day%201/A%2FB/'), { token: 'abc012', path: 'Day 1/A/B' });
  equal(parseLink('#'), { token: '', path: '' });
  equal(parseLink('#abc/%E0%A4%A'), { token: 'abc', path: '' });
});
