# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lock of Debian files: rows, and what takes a row's place when the archive
has dropped the version that it names."""
import functools
import re
import subprocess
import sys
from collections import namedtuple

Row = namedtuple("Row", "package how version source file sha256 name")
SUITE = "trixie"
BINARY = ("deb", "tool")


def parse_row(line, place):
    """The row of one line, None for a comment or an empty line."""
    words = line.split()
    if not words or words[0].startswith("#"):
        return None
    if len(words) not in (6, 7):
        sys.exit("%s: six or seven words, not %d" % (place, len(words)))
    return Row(*(words + [""])[:7])


def read_lock(path):
    with open(path) as lines:
        rows = [parse_row(line, "%s:%d" % (path, number)) for number, line in enumerate(lines, 1)]
    return [row for row in rows if row]


def upstream(version):
    """1:2.41-12+deb13u4 -> 2.41"""
    version = version.split(":", 1)[-1]
    return version.rsplit("-", 1)[0] if "-" in version else version


def upstream_line(version):
    """6.12.107 -> 6.12: what differs behind it is a bug fix release. None for a
    version of fewer numbers, whose last one may mean anything."""
    numbers = re.fullmatch(r"(\d+\.\d+)\.\d+(\.\d+)*", upstream(version))
    return numbers and numbers.group(1)


def newer(one, other):
    if one == other:
        return 0
    return 1 if subprocess.run(["dpkg", "--compare-versions", one, "gt", other]).returncode == 0 else -1


def newest(versions):
    return max(versions, key=functools.cmp_to_key(newer), default=None)


def stanzas(*command):
    """Field dictionaries of what apt-cache prints; a field keeps its further lines."""
    shown = subprocess.run(["apt-cache", *command], capture_output=True, text=True).stdout
    for text in re.split(r"\n\s*\n", shown):
        fields = dict(re.findall(r"^(\S+):[ ]?(.*(?:\n[ \t].*)*)", text, re.M))
        if fields:
            yield fields


def binaries(package):
    """{version: (file, sha256)} of the suite's arm64 and 'all' packages."""
    here = set()
    listed = subprocess.run(["apt-cache", "madison", package], capture_output=True, text=True).stdout
    for line in listed.splitlines():
        name, version, where = (word.strip() for word in line.split("|"))
        if name == package and re.search(r"\s%s\b.*\sPackages$" % SUITE, where):
            here.add(version)
    found = {}
    for fields in stanzas("show", "--no-all-versions" if not here else "--all-versions", package):
        version = fields.get("Version")
        if version in here and fields.get("Architecture") in ("arm64", "all"):
            file = "%s_%s_%s.deb" % (package, version.split(":", 1)[-1], fields["Architecture"])
            found[version] = (file, fields.get("SHA256", ""))
    return found


def sources(package):
    """{version: {file: sha256}} of all suites."""
    found = {}
    for fields in stanzas("showsrc", package):
        if fields.get("Package") == package:
            sums = re.findall(r"([0-9a-f]{64})\s+\d+\s+(\S+)", fields.get("Checksums-Sha256", ""))
            found[fields["Version"]] = {file: digest for digest, file in sums}
    return found


def binary_instead(row):
    """The suite's newest: within a stable suite that is a fix of the same thing."""
    name, _, _ = row.source.partition("=")
    there = binaries(name)
    version = newest(there)
    if version is None:
        return None
    file, digest = there[version]
    return row._replace(source="%s=%s" % (name, version), file=file, sha256=digest)


def source_instead(row):
    """The newest packaging of the very same file, or (for a row that Buildroot is
    told the version of) the newest bug fix release of the same line."""
    name, _, locked = row.source.partition("=")
    there = sources(name)
    same = newest(v for v, files in there.items() if files.get(row.file) == row.sha256)
    wanted = same
    if row.how == "other" and upstream_line(locked):
        wanted = newest(v for v in there if upstream_line(v) == upstream_line(locked)) or same
        if wanted and upstream(wanted) == upstream(locked):
            wanted = same
    if wanted is None:
        return None
    if wanted == same:
        return row._replace(source="%s=%s" % (name, same))
    file = row.file.replace(upstream(locked), upstream(wanted))
    digest = there[wanted].get(file)
    if not digest:
        return None
    version = upstream(wanted) if row.version == upstream(locked) else row.version
    return row._replace(source="%s=%s" % (name, wanted), file=file, sha256=digest, version=version)


def is_there(row):
    name, _, version = row.source.partition("=")
    return version in (binaries(name) if row.how in BINARY else sources(name))


def instead(row):
    """What the archive has today in the row's place, the row itself when that is
    the newest; None when nothing there is safe to take."""
    return binary_instead(row) if row.how in BINARY else source_instead(row)
