# SPDX-License-Identifier: AGPL-3.0-or-later
"""What slot-image, card-image and flash-card share: the layout, U-Boot's
environment blocks, block maps."""
import hashlib
import os
import struct
import zlib

BLOCK = 4096
MIB = 1 << 20
OTA = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../ota"))


def read_conf(path):
    """NAME=value lines, values as the shell would read them (words in quotes)."""
    values = {}
    with open(path) as conf:
        lines = [line.strip() for line in conf]
    for line in lines:
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            values[name] = value.strip('"')
    return values


def layout():
    """ota/layout.conf, in MiB."""
    return {name: int(value) for name, value in read_conf(os.path.join(OTA, "layout.conf")).items()}


def environment_block(pairs, size=BLOCK):
    """A U-Boot environment without redundancy flag: CRC-32 of the rest, then the strings."""
    data = b"".join(("%s=%s" % pair).encode() + b"\0" for pair in pairs) + b"\0"
    if len(data) > size - 4:
        raise ValueError("%d bytes do not fit an environment block" % len(data))
    data += b"\0" * (size - 4 - len(data))
    return struct.pack("<I", zlib.crc32(data)) + data


def block_map(image, ranges):
    """A bmap 2.0 file for IMAGE of which only RANGES (first, last+1; in bytes,
    whole blocks) need to be written."""
    size = os.path.getsize(image)
    lines, mapped = [], 0
    with open(image, "rb") as data:
        for first, end in ranges:
            data.seek(first)
            digest = hashlib.sha256()
            left = end - first
            while left:
                piece = data.read(min(left, MIB))
                digest.update(piece)
                left -= len(piece)
            mapped += (end - first) // BLOCK
            lines.append('        <Range chksum="%s">%d-%d</Range>' % (digest.hexdigest(), first // BLOCK, end // BLOCK - 1))
    text = """<?xml version="1.0" ?>
<bmap version="2.0">
    <ImageSize>%d</ImageSize>
    <BlockSize>%d</BlockSize>
    <BlocksCount>%d</BlocksCount>
    <MappedBlocksCount>%d</MappedBlocksCount>
    <ChecksumType>sha256</ChecksumType>
    <BmapFileChecksum>%s</BmapFileChecksum>
    <BlockMap>
%s
    </BlockMap>
</bmap>
"""
    fill = (size, BLOCK, size // BLOCK, mapped, "%s", "\n".join(lines))
    # the file's own checksum is taken with zeros in its place
    digest = hashlib.sha256((text % fill % ("0" * 64)).encode()).hexdigest()
    return text % fill % digest


def parse_environment(block):
    """The pairs of an environment block, in their order; ValueError when it is none."""
    if struct.unpack_from("<I", block)[0] != zlib.crc32(block[4:]):
        raise ValueError("not an environment block")
    strings = block[4:].split(b"\0\0", 1)[0].split(b"\0")
    return [tuple(text.decode().split("=", 1)) for text in strings]


class Slot:
    """A slot that lies at START (bytes) of a file: its header, and where its parts are."""

    def __init__(self, path, start):
        self.path, self.start = path, start
        with open(path, "rb") as data:
            data.seek(start)
            self.pairs = parse_environment(data.read(BLOCK))
            header = dict(self.pairs)
            self.fit = start + int(header["FIT_AT"], 16) * 512, int(header["FIT_BLOCKS"], 16) * 512
            root = sum(self.fit)
            data.seek(root)
            superblock = data.read(96)
        if superblock[:4] != b"hsqs":
            raise ValueError("no squashfs behind the kernel")
        self.root = root, struct.unpack_from("<Q", superblock, 40)[0]

    def extract(self, part, path):
        offset, size = part
        with open(self.path, "rb") as data, open(path, "wb") as out:
            data.seek(offset)
            while size:
                piece = data.read(min(size, MIB))
                out.write(piece)
                size -= len(piece)
