#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""ota/overlay/usr/libexec/hearth/boot-state against card files: the records that
U-Boot reads and writes, whole, torn and full of garbage."""
import os
import stat
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOOL = os.path.join(HERE, "../ota/overlay/usr/libexec/hearth/boot-state")
sys.path.insert(0, os.path.join(HERE, "../scripts/lib"))
from hearthimage import environment_block, layout  # noqa: E402

# BusyBox has this applet; not every build machine's shell does
CRC32 = "#!/usr/bin/env python3\nimport sys, zlib\nprint('%08x' % zlib.crc32(open(sys.argv[1], 'rb').read()))\n"
PLACES = [layout()["STATE_RECORD_%d" % number] << 20 for number in (1, 2)]


def uboot_record(seq, order="A B", **values):
    """As `env export -c` of ota/boot.cmd writes it: sorted names."""
    pairs = dict({"A_LEFT": 3, "A_TRIAL": 0, "B_LEFT": 3, "B_TRIAL": 0, "ORDER": order, "SEQ": "%x" % seq}, **values)
    return environment_block(sorted(pairs.items()))


class BootState(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.card = os.path.join(self.folder.name, "card")
        with open(self.card, "wb") as card:
            card.truncate(12 << 20)
        crc = os.path.join(self.folder.name, "crc32")
        with open(crc, "w") as out:
            out.write(CRC32)
        os.chmod(crc, stat.S_IRWXU)
        self.cmdline = os.path.join(self.folder.name, "cmdline")
        with open(self.cmdline, "w") as out:
            out.write("console=ttyAMA0 rauc.slot=B ro\n")

    def put(self, place, data):
        with open(self.card, "r+b") as card:
            card.seek(PLACES[place])
            card.write(data)

    def get(self, place):
        with open(self.card, "rb") as card:
            card.seek(PLACES[place])
            return card.read(4096)

    def run_tool(self, *words, fails=False):
        environment = dict(os.environ, HEARTH_CARD=self.card, HEARTH_CMDLINE=self.cmdline,
                           HEARTH_STATE_LOCK=os.path.join(self.folder.name, "lock"),
                           PATH=self.folder.name + ":" + os.environ["PATH"])
        done = subprocess.run(["sh", TOOL] + list(words), env=environment, capture_output=True, text=True)
        self.assertEqual(done.returncode != 0, fails, done.stderr)
        return done.stdout.strip()

    def show(self):
        return dict(line.split("=") for line in self.run_tool("show").splitlines())

    def test_a_fresh_card_prefers_a_with_three_tries_each(self):
        self.assertEqual(self.show(), {"seq": "0", "order": "A B", "a_left": "3", "b_left": "3", "a_trial": "0", "b_trial": "0"})
        self.assertEqual(self.run_tool("get-primary"), "A")

    def test_reads_what_uboot_wrote_and_the_newer_record_counts(self):
        self.put(0, uboot_record(0x1f, A_LEFT=1))
        self.put(1, uboot_record(0x20, A_LEFT=0))
        self.assertEqual(self.show()["a_left"], "0")
        self.assertEqual(self.run_tool("get-primary"), "B")
        self.assertEqual(self.run_tool("get-state", "A"), "bad")
        self.assertEqual(self.run_tool("get-state", "B"), "good")

    def test_writes_over_the_older_record_only(self):
        self.put(0, uboot_record(9))
        self.put(1, uboot_record(8))
        newest = self.get(0)
        self.run_tool("set-primary", "B")
        self.assertEqual(self.get(0), newest)
        self.assertEqual(self.show(), {"seq": "10", "order": "B A", "a_left": "3", "b_left": "3", "a_trial": "0", "b_trial": "1"})

    def test_a_torn_write_leaves_the_older_record_in_force(self):
        self.run_tool("set-state", "A", "bad")
        torn = uboot_record(99, B_LEFT=1)[:2048] + os.urandom(2048)
        self.put(1, torn)
        self.assertEqual(self.show()["seq"], "1")
        self.assertEqual(self.run_tool("get-primary"), "B")

    def test_garbage_in_both_records_is_a_fresh_card(self):
        for place in (0, 1):
            self.put(place, os.urandom(4096))
        self.assertEqual(self.show()["order"], "A B")
        self.run_tool("set-state", "B", "bad")
        self.assertEqual(self.show()["b_left"], "0")

    def test_a_valid_record_with_nonsense_in_it_is_never_run_as_shell(self):
        mark = os.path.join(self.folder.name, "owned")
        self.put(0, uboot_record(3, order="$(touch %s)" % mark, A_LEFT="`touch %s`" % mark))
        self.assertEqual(self.show()["order"], "A B")
        self.assertFalse(os.path.exists(mark))

    def test_confirming_ends_the_trial_and_gives_back_the_tries(self):
        self.run_tool("set-primary", "B")
        self.put(1, uboot_record(2, order="B A", B_LEFT=1, B_TRIAL=1))
        self.run_tool("set-state", "B", "good")
        self.assertEqual((self.show()["b_left"], self.show()["b_trial"]), ("3", "0"))

    def test_knows_the_running_slot_from_the_command_line(self):
        self.assertEqual(self.run_tool("get-current"), "B")

    def test_refuses_other_slots_and_states(self):
        self.run_tool("set-primary", "C", fails=True)
        self.run_tool("set-state", "A", "fine", fails=True)
        self.assertEqual(self.show()["seq"], "0")

    def test_places_agree_with_the_boot_script(self):
        with open(os.path.join(HERE, "../ota/boot.cmd")) as source:
            script = source.read()
        self.assertIn("for hb_at in %s; do" % " ".join("%x" % (place // 512) for place in PLACES), script)


unittest.main()
