#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""rootfs-overlay's factory-reset on a folder: what stays, and what a cut at each of its commands leaves."""
import os
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(HERE, "../rootfs-overlay/usr/libexec/hearth/factory-reset")
IDENTITY = {"hearth/cloud/identity-key.pem": "key", "hearth/cloud/certificate.pem": "certificate"}
OTHERS = ("hearth/cloud/account.json", "hearth/platform/update.last", "hearth/platform/disks", "files/ada/photo.jpg", ".hidden/x", "log/cloudd/current")
# cuts the power before the command of that number
CUT = """
left=%d
counted() { left=$((left - 1)); [ $left -ge 0 ] || exit 7; command "$@"; }
for name in cp mv rm mkdir chmod; do alias $name="counted $name"; done
"""


class FactoryReset(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.data = os.path.join(folder.name, "data")
        self.script = os.path.join(folder.name, "factory-reset")
        for name, content in list(IDENTITY.items()) + [(other, "x") for other in OTHERS] + [(".factory-reset", "")]:
            path = os.path.join(self.data, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as out:
                out.write(content)

    def reset(self, cut_before=1000):
        with open(TOOL) as source:
            text = source.read()
        stubs = "tell() { :; }; chown() { :; }; fstrim() { :; }; sync() { :; }\n" + CUT % cut_before
        with open(self.script, "w") as out:
            out.write(text.replace(". /usr/libexec/hearth/functions\n", stubs))
        return subprocess.run(["sh", self.script], env=dict(os.environ, HEARTH_DATA=self.data)).returncode

    def files(self):
        found = {}
        for folder, _, names in os.walk(self.data):
            for name in names:
                path = os.path.join(folder, name)
                with open(path) as source:
                    found[os.path.relpath(path, self.data)] = source.read()
        return found

    def test_the_identity_stays_and_nothing_else(self):
        self.assertEqual(self.reset(), 0)
        self.assertEqual(self.files(), IDENTITY)
        self.assertEqual(os.stat(os.path.join(self.data, "hearth/cloud")).st_mode & 0o777, 0o700)

    def test_cut_anywhere_it_starts_over_and_ends_the_same(self):
        for cut in range(40):
            with self.subTest(cut=cut):
                self.setUp()
                if self.reset(cut) == 0:
                    return
                self.assertIn(".factory-reset", self.files())
                self.reset()
                self.assertEqual(self.files(), IDENTITY)
        self.fail("it never ran to its end")


unittest.main()
