#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""debian-sources against an archive of this test's own: apt-cache and apt-get are
played by a small program that knows what the archive holds."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(HERE, "../scripts/debian-sources")
APT = r'''#!/usr/bin/env python3
import json, os, sys
archive = json.load(open(os.environ["ARCHIVE"]))
verb, name = os.path.basename(sys.argv[0]), sys.argv[-1]
what = "source" if "showsrc" in sys.argv or "source" in sys.argv else "binary"
found = [e for e in archive if e["kind"] == what and e["name"] == name.split("=")[0]]
if verb == "apt-get":
    for entry in found:
        if entry["version"] == name.split("=")[1] and not entry.get("hole"):
            open(entry["file"].replace("_1%3a", "_"), "w").write(entry["content"])
elif "madison" in sys.argv:
    for e in found:
        print("%s | %s | http://archive %s/main arm64 Packages" % (e["name"], e["version"], e.get("suite", "trixie")))
for e in found if verb == "apt-cache" else []:
    if "showsrc" in sys.argv:
        print("Package: %(name)s\nVersion: %(version)s\nChecksums-Sha256:\n %(sha256)s 12 %(file)s\n" % e)
    elif "show" in sys.argv:
        print("Package: %(name)s\nVersion: %(version)s\nArchitecture: arm64\nSHA256: %(sha256)s\n" % e)
'''


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def entry(kind, name, version, file, content=None, **more):
    content = content or file
    return dict(kind=kind, name=name, version=version, file=file, content=content, sha256=sha(content), **more)


def locked(package, how, version, one, name=""):
    return " ".join((package, how, version, "%s=%s" % (one["name"], one["version"]), one["file"], one["sha256"], name)).strip()


PCRE = entry("source", "pcre2", "10.46-1~deb13u2", "pcre2_10.46.orig.tar.gz")
LINUX = entry("source", "linux", "6.12.107-1", "linux_6.12.107.orig.tar.xz")
REGDB = entry("binary", "regdb", "2026.05-1", "regdb_2026.05-1_arm64.deb")
JRE = entry("binary", "jdk", "25.0.5-1", "jdk_25.0.5-1_arm64.deb")


class DebianSources(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.work)
        os.mkdir(self.path("bin"))
        for name in ("apt-get", "apt-cache"):
            self.write("bin/" + name, APT)
            os.chmod(self.path("bin/" + name), 0o755)

    def path(self, name):
        return os.path.join(self.work, name)

    def write(self, name, text):
        with open(self.path(name), "w") as out:
            out.write(text)

    def read(self, name):
        with open(self.path(name)) as text:
            return text.read()

    def tool(self, archive, *arguments, **environment):
        self.write("archive.json", json.dumps(archive))
        found = dict(os.environ, ARCHIVE=self.path("archive.json"), PATH=self.path("bin") + ":" + os.environ["PATH"])
        found.pop("STRICT", None)
        return subprocess.run([sys.executable, TOOL, *arguments], env=dict(found, **environment), capture_output=True, text=True)

    def fetch(self, archive, *rows, **environment):
        self.write("lock", "# a comment\n\n" + "".join(row + "\n" for row in rows))
        return self.tool(archive, "fetch", self.path("lock"), "--dl", self.path("dl"), "--out", self.path("out"), **environment)

    def test_what_is_locked_and_there_is_taken_and_told_to_buildroot(self):
        done = self.fetch([PCRE, LINUX, JRE], locked("pcre2", "other", "10.46", PCRE), locked("linux", "other", "-", LINUX),
                          locked("hearth-jre", "deb", "-", JRE))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("gone", done.stdout)
        made = self.read("out/sources.mk")
        self.assertIn("override PCRE2_VERSION = 10.46\noverride PCRE2_SOURCE = pcre2_10.46.orig.tar.gz\n", made)
        self.assertIn("override HEARTH_JRE_VERSION = 25.0.5-1\noverride HEARTH_JRE_SOURCE = jdk_25.0.5-1_arm64.deb\n", made)
        self.assertEqual(self.read("out/hashes/linux/linux.hash"), "sha256  %s  %s\n" % (LINUX["sha256"], LINUX["file"]))
        self.assertEqual(self.read("dl/hearth-jre/" + JRE["file"]), JRE["content"])

    def test_another_packaging_of_the_same_file_takes_its_place(self):
        now = dict(PCRE, version="10.46-1~deb13u3")
        done = self.fetch([now], locked("pcre2", "other", "10.46", PCRE))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("pcre2=10.46-1~deb13u2 has gone; taking 10.46-1~deb13u3 (the same file)", done.stdout)
        self.assertIn("pcre2=10.46-1~deb13u3", self.read("out/resolved.lock"))

    def test_a_bug_fix_release_of_the_same_line_takes_its_place_and_another_line_does_not(self):
        fixed = entry("source", "linux", "6.12.118-1", "linux_6.12.118.orig.tar.xz")
        other = entry("source", "linux", "6.16.2-1", "linux_6.16.2.orig.tar.xz")
        done = self.fetch([other, fixed], locked("linux", "other", "-", LINUX))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("override LINUX_SOURCE = linux_6.12.118.orig.tar.xz", self.read("out/sources.mk"))
        done = self.fetch([other], locked("linux", "other", "-", LINUX))
        self.assertEqual(done.returncode, 1)
        self.assertIn("linux_6.12.107.orig.tar.xz is not to be had", done.stderr)

    def test_a_file_that_buildroots_own_hash_names_is_never_another_one(self):
        m4 = entry("source", "m4", "1.4.19-3", "m4_1.4.19.orig.tar.xz")
        later = entry("source", "m4", "1.4.20-1", "m4_1.4.20.orig.tar.xz")
        done = self.fetch([later], locked("m4", "same", "-", m4, "m4-1.4.19.tar.xz"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("not to be had", done.stderr)

    def test_the_suites_current_binary_takes_its_place_and_an_older_suites_does_not(self):
        now = entry("binary", "regdb", "2026.09-1", "regdb_2026.09-1_arm64.deb")
        old = entry("binary", "regdb", "2026.10-1~bookworm", "regdb_2026.10-1~bookworm_arm64.deb", suite="bookworm")
        done = self.fetch([old, now, JRE], locked("hearth-prebuilt", "deb", "-", REGDB), locked("hearth-prebuilt", "deb", "-", JRE))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("regdb=2026.05-1 has gone; taking 2026.09-1 (regdb_2026.09-1_arm64.deb)", done.stdout)
        made = self.read("out/sources.mk")
        self.assertIn("override HEARTH_PREBUILT_SOURCE = regdb_2026.09-1_arm64.deb", made)
        self.assertRegex(made, "override HEARTH_PREBUILT_VERSION = trixie-[0-9a-f]{8}\n")

    def test_strict_refuses_another_version_in_a_sentence(self):
        done = self.fetch([dict(PCRE, version="10.46-1~deb13u3")], locked("pcre2", "other", "10.46", PCRE), STRICT="1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("pcre2=10.46-1~deb13u2 has gone from the archive, and STRICT=1 refuses another", done.stderr)

    def test_a_file_with_other_bytes_is_refused(self):
        done = self.fetch([dict(PCRE, content="something else")], locked("pcre2", "other", "10.46", PCRE))
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not the file that was locked", done.stderr)

    def test_what_is_in_the_download_folder_needs_no_archive(self):
        row = locked("pcre2", "other", "10.46", PCRE)
        self.assertEqual(self.fetch([PCRE], row).returncode, 0)
        done = self.fetch([], row, STRICT="1")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_check_says_what_is_gone_and_what_is_there(self):
        self.write("lock", locked("pcre2", "other", "10.46", PCRE) + "\n" + locked("linux", "other", "-", LINUX) + "\n")
        done = self.tool([dict(PCRE, version="10.46-1~deb13u3")], "check", self.path("lock"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("pcre2=10.46-1~deb13u2 is gone; there is 10.46-1~deb13u3", done.stdout)
        self.assertIn("linux=6.12.107-1 is gone; there is nothing safe in its place", done.stdout)

    def test_update_writes_todays_into_the_lock_and_into_what_follows_it(self):
        jdk = entry("binary", "jdk", "25.0.6-1", "jdk_25.0.6-1_arm64.deb")
        fixed = entry("source", "linux", "6.12.118-1", "linux_6.12.118.orig.tar.xz")
        text = "# kept\n%s\n\n%s\n"
        self.write("lock", text % (locked("hearth-jre", "deb", "-", JRE), locked("linux", "other", "-", LINUX)))
        self.write("hearth-jre.mk", "HEARTH_JRE_VERSION = 25.0.5-1\n")
        self.write("hearth-jre.hash", "sha256  %s  %s\n" % (JRE["sha256"], JRE["file"]))
        self.write("fragment", 'BR2_LINUX_KERNEL_CUSTOM_VERSION_VALUE="6.12.107"\n')
        done = self.tool([jdk, LINUX, fixed], "update", self.path("lock"), "--follow",
                         *(self.path(name) for name in ("hearth-jre.mk", "hearth-jre.hash", "fragment")))
        self.assertEqual(done.returncode, 0, done.stderr)
        now = (locked("hearth-jre", "deb", "-", jdk), locked("linux", "other", "-", fixed))
        self.assertEqual(self.read("lock"), text % now)
        self.assertEqual(self.read("hearth-jre.mk"), "HEARTH_JRE_VERSION = 25.0.6-1\n")
        self.assertEqual(self.read("hearth-jre.hash"), "sha256  %s  %s\n" % (jdk["sha256"], jdk["file"]))
        self.assertEqual(self.read("fragment"), 'BR2_LINUX_KERNEL_CUSTOM_VERSION_VALUE="6.12.118"\n')

    def test_update_of_what_is_gone_leaves_the_rest(self):
        fixed = entry("source", "linux", "6.12.118-1", "linux_6.12.118.orig.tar.xz")
        self.write("lock", locked("linux", "other", "-", LINUX) + "\n")
        done = self.tool([LINUX, fixed], "update", self.path("lock"), "--gone", "--follow")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.read("lock"), locked("linux", "other", "-", LINUX) + "\n")


if __name__ == "__main__":
    if not shutil.which("dpkg"):
        print("skipped: dpkg compares Debian's versions, and this machine has none")
        sys.exit(0)
    unittest.main()
