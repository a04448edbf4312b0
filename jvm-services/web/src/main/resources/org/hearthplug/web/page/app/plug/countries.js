// SPDX-License-Identifier: AGPL-3.0-or-later
// Countries whose radio rules the kernel's data base (wireless-regdb) has, by ISO 3166. One that it has besides can be chosen with `hearth wifi`.

const CODES = [
  'AD AE AF AI AL AM AR AS AT AU AW AZ BA BB BD BE BF BG BH BL BM BN BO BR BS BT BW BY BZ CA CF CH CI CL CN CO CR CU CX CY CZ DE DK DM DO DZ EC',
  'EE EG ES ET FI FM FO FR GB GD GE GF GH GI GL GP GR GT GU GY HK HN HR HT HU ID IE IL IM IN IR IS IT JM JO JP KE KH KN KP KR KW KY KZ LB LC LI',
  'LK LS LT LU LV MA MC MD ME MF MH MK MN MO MP MQ MR MT MU MV MW MX MY NA NG NI NL NO NP NZ OM PA PE PF PG PH PK PL PM PR PT PW PY QA RE RO RS',
  'RU RW SA SE SG SI SK SM SN SR SV SX SY TC TD TG TH TN TR TT TW TZ UA UG US UY UZ VA VC VE VI VN VU WF WS YE YT ZA ZW',
].join(' ').split(' ');

/** All of them, by their names in a language. @param {string} language @returns {{code: string, name: string}[]} */
export function countries(language) {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return CODES.map((code) => ({ code, name: names.of(code) ?? code })).sort((one, other) => one.name.localeCompare(other.name, language));
}
