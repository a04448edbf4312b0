#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Puts friends' shares of a Hearth backup's recovery words together on any computer. Needs Python 3 alone, and no network.

    python3 combine-shares.py            asks for the shares, one a line, an empty line at the end
    python3 combine-shares.py < shares   reads them from a file

Prints the recovery words, joined by hyphens: that is the restic repository's password.

A share is twelve words of five letters, 16 bits each (consonant 4, vowel 2, consonant 4, vowel 2, consonant 4), in bytes:
needed - 1 (the upper half of the byte is 0) | count - 1, number - 1 (half a byte each) | set (2) | value (18) |
the first 2 bytes of SHA-256("hearth friend share" and all before). The values are Shamir's shares over GF(256) modulo 0x11d,
share N at x = N, as libgfshare's gfcombine reads them from files FILE.00N.
"""
import hashlib
import re
import sys

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"


def to_bytes(words):
    out = b""
    for a, b, c, d, e in words:
        bits = CONSONANTS.index(a) << 12 | VOWELS.index(b) << 10 | CONSONANTS.index(c) << 6 | VOWELS.index(d) << 4 | CONSONANTS.index(e)
        out += bits.to_bytes(2, "big")
    return out


def to_words(data):
    words = []
    for i in range(0, len(data), 2):
        bits = int.from_bytes(data[i:i + 2], "big")
        words.append(CONSONANTS[bits >> 12] + VOWELS[bits >> 10 & 3] + CONSONANTS[bits >> 6 & 15] + VOWELS[bits >> 4 & 3] + CONSONANTS[bits & 15])
    return "-".join(words)


def times(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 256:
            a ^= 0x11d
        b >>= 1
    return product


def inverse(a):
    result = 1
    for _ in range(254):
        result = times(result, a)
    return result


def read(line, position):
    words = re.split(r"[\s,.–—-]+", line.strip().lower())
    if len(words) != 12 or not all(re.fullmatch(f"([{CONSONANTS}][{VOWELS}]){{2}}[{CONSONANTS}]", w) for w in words):
        sys.exit(f"Share {position} is not whole: a share is 12 words of five letters. Compare it with the paper.")
    data = to_bytes(words)
    if hashlib.sha256(b"hearth friend share" + data[:22]).digest()[:2] != data[22:]:
        sys.exit(f"One word of share {position} is mistyped. Compare it with the paper, word by word.")
    if data[0] >> 4:
        sys.exit(f"Share {position} was made by a newer release. Take the script from there.")
    return {"set": data[:1] + bytes([data[1] & 0xf0]) + data[2:4], "needed": data[0] + 1, "number": (data[1] & 15) + 1, "value": data[4:22]}


def main():
    if sys.stdin.isatty():
        print("Type the shares, one a line, and an empty line at the end.", file=sys.stderr)
    shares = {}
    for position, line in enumerate(iter(lambda: sys.stdin.readline().strip(), ""), 1):
        share = read(line, position)
        if any(other["set"] != share["set"] for other in shares.values()):
            sys.exit(f"Share {position} is of another set than the ones before. Use shares of one set.")
        if share["number"] in shares:
            sys.exit(f"Share {position} has the same number as one before. Each friend's counts once.")
        shares[share["number"]] = share
    needed = next(iter(shares.values()))["needed"] if shares else 2
    if len(shares) < needed:
        sys.exit(f"It takes {needed} shares, and {len(shares)} are here.")
    secret = bytearray(18)
    for x, share in shares.items():
        weight = 1
        for other in shares:
            if other != x:
                weight = times(weight, times(other, inverse(other ^ x)))
        for i, y in enumerate(share["value"]):
            secret[i] ^= times(y, weight)
    if hashlib.sha256(b"hearth recovery words" + secret[:16]).digest()[:2] != secret[16:]:
        sys.exit("These shares do not fit together: at least one of them was changed.")
    print(to_words(secret))


main()
