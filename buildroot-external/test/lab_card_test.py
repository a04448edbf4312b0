#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""lab-card: the rig's card is the release plus one service and one word, and a
release with that service in it is refused."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.join(HERE, "../scripts")
BOARD = os.path.join(HERE, "../board/qemu_aarch64/board.conf")
sys.path.insert(0, os.path.join(SCRIPTS, "lib"))
from hearthimage import BLOCK, MIB, Slot, layout, parse_environment  # noqa: E402

A, B = (layout()["SLOT_%s_START" % slot] * MIB for slot in "AB")
TOOLS = ("mksquashfs", "unsquashfs", "mkimage", "dtc", "veritysetup", "mkfs.vfat", "mcopy", "mke2fs", "zstd")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError("%s: %s" % (command[0], done.stdout + done.stderr))


def header(card, start):
    with open(card, "rb") as data:
        data.seek(start)
        return dict(parse_environment(data.read(BLOCK)))


class LabCard(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.work)
        os.makedirs(self.path("root/etc/sv/cloudd"))
        files = (("root/etc/sv/cloudd/run", "#!/bin/sh\n"), ("root/etc/secret", "s"), ("kernel", "kernel"), ("boot.scr", ""))
        for name, text in files:
            with open(self.path(name), "w") as out:
                out.write(text)
        os.chmod(self.path("root/etc/secret"), 0o600)
        run("find", self.path("root"), "-exec", "touch", "-d", "@1767225600", "{}", "+")

    def path(self, name):
        return os.path.join(self.work, name)

    def release(self):
        os.makedirs(self.path("images"))
        run("mksquashfs", self.path("root"), self.path("release.squashfs"), "-comp", "zstd", "-all-root", "-quiet", "-no-progress")
        run(SCRIPTS + "/slot-image", "--board", BOARD, "--squashfs", self.path("release.squashfs"), "--kernel", self.path("kernel"),
            "--out", self.path("slot"))
        run(SCRIPTS + "/card-image", "--slot", self.path("slot"), "--boot-script", self.path("boot.scr"),
            "--out", self.path("card"))
        run("zstd", "-q", "--long=27", self.path("card"), "-o", self.path("images/hearth-qemu_aarch64-1.img.zst"))

    def test_the_release_and_the_rigs_service_and_word(self):
        self.release()
        self.assertNotIn("hearth.lab", header(self.path("card"), A)["SLOT_ARGS"])
        run(SCRIPTS + "/lab-card", self.path("images"), self.path("rig"))
        before, after = Slot(self.path("card"), A), Slot(self.path("rig"), A)
        for part, slot in (("fit", before), ("rig-fit", after)):
            slot.extract(slot.fit, self.path(part))
        with open(self.path("fit"), "rb") as one, open(self.path("rig-fit"), "rb") as other:
            self.assertEqual(one.read(), other.read(), "the kernel is the release's")
        after.extract(after.root, self.path("rig.squashfs"))
        run("unsquashfs", "-no-progress", "-d", self.path("found"), self.path("rig.squashfs"))
        shutil.rmtree(self.path("found/etc/sv/lab-shell"))
        run("diff", "-r", self.path("root"), self.path("found"))
        secret = os.stat(self.path("found/etc/secret"))
        self.assertEqual((secret.st_mode & 0o777, secret.st_mtime), (0o600, 1767225600))
        self.assertIn(" hearth.lab=1 ro rootwait ", header(self.path("rig"), A)["SLOT_ARGS"])
        self.assertEqual(header(self.path("rig"), A), header(self.path("rig"), B))

    def test_further_words_take_the_place_of_earlier_ones(self):
        self.release()
        run(SCRIPTS + "/lab-card", self.path("images"), self.path("rig"))
        plain = header(self.path("rig"), A)
        run(SCRIPTS + "/lab-card", "--append", "hearth.hello=1 quiet", self.path("rig"))
        self.assertIn(" hearth.lab=1 hearth.hello=1 quiet ro rootwait ", header(self.path("rig"), B)["SLOT_ARGS"])
        run(SCRIPTS + "/lab-card", "--append", "", self.path("rig"))
        self.assertEqual(header(self.path("rig"), A), plain)

    def test_a_release_that_has_the_shell_already_is_refused(self):
        os.makedirs(self.path("root/etc/sv/lab-shell"))
        self.release()
        done = subprocess.run([SCRIPTS + "/lab-card", self.path("images"), self.path("rig")], capture_output=True, text=True)
        self.assertIn("must not be published", done.stderr)
        self.assertFalse(os.path.exists(self.path("rig")))


if __name__ == "__main__":
    lacking = [tool for tool in TOOLS if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if lacking:
        print("skipped: this machine has no " + ", ".join(lacking))
        sys.exit(0)
    unittest.main()
