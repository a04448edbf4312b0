#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""ota/boot.cmd in a real U-Boot (Debian's u-boot-qemu, or HEARTH_UBOOT) on QEMU.

The slots hold a kernel of four instructions that resets the machine at once:
like a version that never gets as far as saying that it is good. One run of QEMU
so goes through many starts, and the console tells which slot each one took.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.join(HERE, "../scripts")
BOARD = os.path.join(HERE, "../board/qemu_aarch64/board.conf")
UBOOT = os.environ.get("HEARTH_UBOOT", "/usr/lib/u-boot/qemu_arm64/u-boot.bin")
sys.path.insert(0, os.path.join(SCRIPTS, "lib"))
from hearthimage import MIB, environment_block, layout  # noqa: E402

PATIENCE = 120 * float(os.environ.get("HEARTH_TIMEOUT_MULTIPLIER", "1"))
# movz w0, #0x8400, lsl #16; movk w0, #9; hvc #0; b .   (PSCI SYSTEM_RESET)
RESETTING = struct.pack("<IIII", 0x52B08000, 0x72800120, 0xD4000002, 0x14000000)
STARTED = re.compile(rb"hearth: starting slot ([AB]), tries left after this (\d)")


def arm64_image(code):
    """A kernel by its header (Documentation/arch/arm64/booting): a branch over it, its size, magic."""
    size = 4096
    header = struct.pack("<IIQQQQQQII", 0x14000010, 0, 0, size, 0, 0, 0, 0, 0x644D5241, 0)
    return (header + code).ljust(size, b"\0")


os.environ["PATH"] += ":/usr/sbin:/sbin"
LACKING = [tool for tool in ("qemu-system-aarch64", "mksquashfs", "mkimage", "dtc", "veritysetup", "mkfs.vfat", "mcopy", "mke2fs")
           if not shutil.which(tool)]


@unittest.skipUnless(os.path.exists(UBOOT), "there is no U-Boot for QEMU here (package u-boot-qemu)")
@unittest.skipIf(LACKING, "this machine has no " + ", ".join(LACKING))
class BootFlow(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        path = cls.folder.name
        os.makedirs(os.path.join(path, "root"))
        with open(os.path.join(path, "root/file"), "wb") as out:
            out.write(os.urandom(100000))
        with open(os.path.join(path, "kernel"), "wb") as out:
            out.write(arm64_image(RESETTING))
        run = cls.run_quietly
        run("mksquashfs", path + "/root", path + "/root.squashfs", "-quiet", "-no-progress")
        run(SCRIPTS + "/slot-image", "--board", BOARD, "--squashfs", path + "/root.squashfs", "--kernel", path + "/kernel",
            "--out", path + "/slot")
        run("mkimage", "-A", "arm64", "-T", "script", "-C", "none", "-d", HERE + "/../ota/boot.cmd", path + "/boot.scr")
        run(SCRIPTS + "/card-image", "--slot", path + "/slot", "--slot-b", path + "/slot", "--boot-script", path + "/boot.scr",
            "--out", path + "/card")

    @staticmethod
    def run_quietly(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise AssertionError("%s: %s" % (command[0], done.stdout + done.stderr))

    def setUp(self):
        self.card = os.path.join(self.folder.name, "card.run")
        subprocess.run(["cp", "--sparse=always", os.path.join(self.folder.name, "card"), self.card], check=True)

    def put(self, offset, data):
        with open(self.card, "r+b") as card:
            card.seek(offset)
            card.write(data)

    def put_record(self, number, seq, **values):
        pairs = dict({"A_LEFT": "3", "A_TRIAL": "0", "B_LEFT": "3", "B_TRIAL": "0", "ORDER": "A B", "SEQ": "%x" % seq}, **values)
        self.put(layout()["STATE_RECORD_%d" % number] * MIB, environment_block(sorted(pairs.items())))

    def console(self, starts):
        """What U-Boot says until it has started a slot so many times."""
        qemu = subprocess.Popen(
            ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "512", "-nographic", "-nic", "none", "-bios", UBOOT,
             "-drive", "if=none,format=raw,id=card,file=" + self.card, "-device", "virtio-blk-device,drive=card"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        os.set_blocking(qemu.stdout.fileno(), False)
        said, deadline = b"", time.monotonic() + PATIENCE
        try:
            while len(STARTED.findall(said)) < starts and time.monotonic() < deadline:
                said += qemu.stdout.read() or b""
                time.sleep(0.05)
        finally:
            qemu.kill()
            qemu.wait()
            qemu.stdout.close()
        self.assertGreaterEqual(len(STARTED.findall(said)), starts, said.decode(errors="replace")[-2000:])
        return said

    def starts(self, count):
        return [(slot.decode(), int(left)) for slot, left in STARTED.findall(self.console(count))][:count]

    def test_three_tries_each_then_one_more_for_each_forever(self):
        self.assertEqual(self.starts(8), [("A", 2), ("A", 1), ("A", 0), ("B", 2), ("B", 1), ("B", 0), ("A", 0), ("B", 0)])

    def test_the_preferred_slot_comes_first(self):
        self.put_record(1, 5, ORDER="B A", B_LEFT="1")
        self.assertEqual(self.starts(2), [("B", 0), ("A", 2)])

    def test_of_two_records_the_newer_counts(self):
        self.put_record(1, 0x10, A_LEFT="1")
        self.put_record(2, 0xf, A_LEFT="3")
        self.assertEqual(self.starts(1), [("A", 0)])

    def test_garbage_instead_of_the_newer_record_leaves_the_older(self):
        self.put_record(1, 4, ORDER="B A")
        self.put(layout()["STATE_RECORD_2"] * MIB, os.urandom(4096))
        self.assertEqual(self.starts(1), [("B", 2)])

    def test_garbage_in_both_records_is_a_fresh_card(self):
        for number in (1, 2):
            self.put(layout()["STATE_RECORD_%d" % number] * MIB, os.urandom(4096))
        self.assertEqual(self.starts(1), [("A", 2)])

    def test_a_slot_without_header_is_passed_over_at_once(self):
        self.put(layout()["SLOT_A_START"] * MIB, bytes(4096))
        self.assertEqual(self.starts(2), [("A", 2), ("B", 2)])

    def test_a_flipped_bit_in_the_kernel_is_caught_and_the_slot_passed_over(self):
        place = layout()["SLOT_A_START"] * MIB + 4096 + 1000
        with open(self.card, "rb") as card:
            card.seek(place)
            byte = card.read(1)[0]
        self.put(place, bytes([byte ^ 1]))
        self.assertEqual(self.starts(2), [("A", 2), ("B", 2)])

    def test_an_unsaved_state_is_never_lost_the_record_is_written_before_the_start(self):
        self.starts(1)
        with open(self.card, "rb") as card:
            card.seek(layout()["STATE_RECORD_1"] * MIB)
            self.assertIn(b"A_LEFT=2\0", card.read(4096))


unittest.main()
