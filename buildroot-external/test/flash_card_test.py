#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/flash-card: what it refuses, and what it writes on a loop device."""
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(HERE, "../scripts/flash-card")
sys.path.insert(0, os.path.join(HERE, "../scripts/lib"))
from hearthimage import MIB, block_map  # noqa: E402


def loop_devices_work():
    return os.geteuid() == 0 and subprocess.run(["losetup", "-f"], capture_output=True).returncode == 0


@unittest.skipUnless(loop_devices_work(), "loop devices need root")
class FlashCard(unittest.TestCase):
    """A loop device, and a copy of what /sys says of it, in which it is a removable disk."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.image = self.file("card.img", b"".join(bytes([n]) * MIB for n in range(1, 9)))
        # the second and the last MiB are not mapped
        with open(self.image + ".bmap", "w") as out:
            out.write(block_map(self.image, [(0, MIB), (2 * MIB, 7 * MIB)]))
        self.disk = self.attach(self.file("disk", b"\xee" * 12 * MIB))

    def file(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as out:
            out.write(data)
        return path

    def attach(self, path):
        device = subprocess.run(["losetup", "--show", "-f", path], check=True, capture_output=True, text=True).stdout.strip()
        self.addCleanup(subprocess.run, ["losetup", "-d", device])
        self.name = os.path.basename(device)
        self.sys = os.path.join(self.folder, "sys")
        self.describe(removable="1", ro="0", size=str(os.path.getsize(path) // 512))
        os.makedirs(os.path.join(self.sys, "block", self.name, "holders"))
        self.mounts = self.file("mounts", b"proc /proc proc rw 0 0\n")
        return device

    def describe(self, **facts):
        for name, value in facts.items():
            path = os.path.join(self.sys, "block", self.name, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as out:
                out.write(value + "\n")

    def flash(self, *words, answer=None, typed=""):
        command = [sys.executable, TOOL, self.image, self.disk, "--sys", self.sys, "--mounts", self.mounts] + list(words)
        if answer is not None:
            command += ["--yes-i-typed", answer]
        return subprocess.run(command, capture_output=True, text=True, input=typed)

    def content(self):
        with open(self.disk, "rb") as disk:
            return disk.read()

    def assert_refused(self, done, word):
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(word, done.stderr)
        self.assertEqual(self.content(), b"\xee" * 12 * MIB)

    def test_writes_what_is_mapped_and_nothing_else(self):
        done = self.flash(typed=self.name + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("EVERYTHING ON IT WILL BE LOST", done.stdout)
        wanted = bytearray(b"\xee" * 12 * MIB)
        for number in (0, 2, 3, 4, 5, 6):
            wanted[number * MIB:(number + 1) * MIB] = bytes([number + 1]) * MIB
        self.assertEqual(self.content(), bytes(wanted))

    def test_a_packed_image_is_unpacked_on_the_way(self):
        subprocess.run(["zstd", "-q", self.image], check=True)
        self.image += ".zst"
        self.assertEqual(self.flash(answer=self.name).returncode, 0)

    def test_refuses_the_wrong_name(self):
        self.assert_refused(self.flash(typed="sda\n"), "nothing was written")

    def test_refuses_a_fixed_disk(self):
        self.describe(removable="0")
        self.assert_refused(self.flash(answer=self.name), "not a removable disk")

    def test_takes_an_sd_card_in_a_built_in_reader(self):
        self.describe(removable="0", **{"device/type": "SD"})
        self.assertEqual(self.flash(answer=self.name).returncode, 0)

    def test_refuses_a_mounted_disk(self):
        self.mounts = self.file("mounts", ("%s /media/card vfat rw 0 0\n" % self.disk).encode())
        self.assert_refused(self.flash(answer=self.name), "is mounted at /media/card")

    def test_refuses_a_disk_of_which_a_partition_is_mounted(self):
        os.makedirs(os.path.join(self.sys, "block", self.name, self.name + "p2"))
        self.mounts = self.file("mounts", ("/dev/%sp2 /home ext4 rw 0 0\n" % self.name).encode())
        self.assert_refused(self.flash(answer=self.name), "is mounted at /home")

    def test_refuses_a_write_protected_card(self):
        self.describe(ro="1")
        self.assert_refused(self.flash(answer=self.name), "write-protected")

    def test_refuses_a_card_that_is_too_small(self):
        self.describe(size=str(4 * MIB // 512))
        self.assert_refused(self.flash(answer=self.name), "the image needs")

    def test_refuses_a_damaged_map(self):
        with open(self.image + ".bmap") as source:
            text = source.read()
        with open(self.image + ".bmap", "w") as out:
            out.write(text.replace("0-255", "0-254"))
        self.assert_refused(self.flash(answer=self.name), "is damaged")

    def test_says_so_when_the_image_is_not_the_mapped_one(self):
        with open(self.image, "r+b") as image:
            image.write(b"x")
        done = self.flash(answer=self.name)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("does not match its block map", done.stderr)

    def test_a_card_that_ends_in_the_middle_starts_nothing(self):
        self.disk = self.attach(self.file("short", b"\xee" * 4 * MIB))
        self.describe(size=str(12 * MIB // 512))
        done = self.flash(answer=self.name)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("went away or cannot be written", done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        left = self.content()
        self.assertEqual(left[:512], bytes(512), "no partition table before all the rest is there")
        self.assertEqual(left[2 * MIB:4 * MIB], b"\x03" * MIB + b"\x04" * MIB)

    def test_refuses_a_plain_file(self):
        self.disk = self.file("plain", b"\xee" * 12 * MIB)
        self.assert_refused(self.flash(answer="plain"), "is not a disk")


unittest.main()
