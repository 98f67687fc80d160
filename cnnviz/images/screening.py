"""What must be known of a picture file before Pillow opens it.

Pillow bounds the pixels of a picture, but not all around them: a few kilobytes of text, tags or empty segments can
unpack to more memory than the pixels, and do so while the file is being opened.
"""

import functools
import itertools
import re
import struct
import zlib

from cnnviz.words import say

_MAX_TEXT = 2**20  # bytes of text in a PNG, unpacked
_MAX_CHUNKS = 10_000
_MAX_SEGMENTS = 20_000
_MAX_SCANS = 64  # a progressive photo has about ten, each of which takes the decoder through all pixels
_MAX_EXIF_BLOCKS = 16
_MAX_TAG_VALUES = 70_000  # a TIFF may list the place of each of MAX_SIDE rows


class ImageError(ValueError):
    """A picture that cannot be shown; the text is one sentence for the user."""


def screen(content: bytes) -> None:
    """Refuse a file that could do harm while Pillow opens it; raises ImageError, or anything for a damaged file."""
    if content.startswith(b"\x89PNG"):
        _screen_png(content)
    elif content.startswith(b"\xff\xd8"):
        _screen_jpeg(content)
    elif content[:2] in (b"II", b"MM"):
        _screen_tiff(content)
    elif content[4:8] == b"ftyp":
        _read_heif_too()


def _screen_png(content: bytes) -> None:
    at, text, chunks, kind = 8, 0, 0, b""
    while at + 8 <= len(content) and kind != b"IEND":
        length, kind = struct.unpack_from(">L4s", content, at)
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            text += _unpacked_size(kind, content[at + 8 : at + 8 + length])
        chunks += kind not in (b"IDAT", b"fcTL", b"fdAT")
        if text > _MAX_TEXT or chunks > _MAX_CHUNKS:
            raise ImageError(
                "This PNG file carries over 1 MB of hidden text or far too many parts: please save it again "
                "without its metadata."
            )
        at += 12 + length


def _unpacked_size(kind: bytes, chunk: bytes) -> int:
    _, _, rest = chunk.partition(b"\0")
    if kind == b"zTXt":
        packed = rest[1:]
    elif kind == b"iTXt" and rest[:1] != b"\0":
        packed = rest[2:].split(b"\0", 2)[-1]
    else:
        return len(chunk)
    try:
        return len(zlib.decompressobj().decompress(packed, _MAX_TEXT + 1))
    except zlib.error:
        return len(packed)


def _screen_jpeg(content: bytes) -> None:
    # Among compressed pixels 0xFF never stands before these bytes, so this counts segments, and chance hits in a
    # film that a camera may have appended; the head of a scan is too long for chance.
    segments = itertools.islice(re.finditer(rb"\xff[\xe0-\xef\xfe]", content), _MAX_SEGMENTS)
    scans = itertools.islice(re.finditer(rb"\xff\xda\0[\x08\x0a\x0c\x0e][\1-\4]", content), _MAX_SCANS)
    exif_blocks = content.count(b"Exif\0\0")
    if len(list(segments)) == _MAX_SEGMENTS or len(list(scans)) == _MAX_SCANS or exif_blocks > _MAX_EXIF_BLOCKS:
        raise ImageError("This JPEG file has far too many parts: please save it again in another program.")


def _screen_tiff(content: bytes) -> None:
    order = "<" if content[:2] == b"II" else ">"
    if b"\x2b" in content[2:4]:
        raise ImageError("This is a BigTIFF file, made for over 4 GB: please save it as an ordinary TIFF or as PNG.")
    (start,) = struct.unpack_from(order + "L", content, 4)
    (tags,) = struct.unpack_from(order + "H", content, start)
    for number in range(tags):
        tag, kind, count = struct.unpack_from(order + "HHL", content, start + 2 + 12 * number)
        # Pillow and libtiff read sizes of an unusual type differently: one of them would escape the checks.
        odd_size = tag in (256, 257, 258, 277, 278, 322, 323) and kind not in (3, 4)
        bytes_or_text = kind in (1, 2, 7)
        if odd_size or (count > _MAX_TAG_VALUES and not bytes_or_text):
            raise ImageError(
                say(
                    "This TIFF file has an impossible entry (tag {tag} with {count:,} values): please save it as PNG "
                    "in another program.",
                    tag=tag,
                    count=count,
                )
            )


@functools.cache
def _read_heif_too() -> None:
    """Let Pillow know HEIC. libheif turns a picture as its own entries say, and its EXIF orientation becomes 1.

    It lets the decoder set aside no more than the head of the file says, with some blocks around: what the pixels
    themselves say counts for nothing. These limits are on unless pi_heif's DISABLE_SECURITY_LIMITS says otherwise.
    """
    import pi_heif  # type: ignore[import-untyped]
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # as everything else: the cores are for the others of the class
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
