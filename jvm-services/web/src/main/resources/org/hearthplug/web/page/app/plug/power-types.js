// SPDX-License-Identifier: AGPL-3.0-or-later
// The power manager's status, as `/api/v1/openapi.json` lays it down. Powers are at the wall, in milliwatts.

/**
 * @typedef {{hardLimitMilliwatts?: number, comfortMilliwatts?: number, quietMilliwatts?: number, quietFromMinute?: number,
 *   quietToMinute?: number, zone?: string, monthlyWattHours?: number, admission?: boolean}} Budget
 * @typedef {{device: string, name: string, state: 'waiting' | 'held' | 'in-use' | 'cut-off' | 'unwatched', needMilliwatts: number,
 *   surge: boolean, withItMilliwatts: number, portOff: boolean}} PowerPort
 * @typedef {{kind: string, subject: number, sentence: string, at: string}} PowerNotice
 * @typedef {{board: string, source: 'supply' | 'shunt' | 'hwmon' | 'model', measured: boolean, milliwatts: number,
 *   lastSecondMilliwatts: number, targetMilliwatts: number, binds: 'nothing' | 'limit' | 'wish' | 'goal' | 'heat',
 *   cpu: {quotaMilliCores: number, cores: number, operatingPointHz: number, highestHz: number}, budget: Required<Budget>,
 *   ports: PowerPort[], notices: PowerNotice[], energy: {todayWattHours: number, monthWattHours: number, modelledShare: number, forecastWattHours: number,
 *   goal: 'none' | 'kept' | 'tight' | 'missed'},
 *   journal: {at: string, by: string, what: string}[], wishMilliwatts: number}} Power
 */

export {};
