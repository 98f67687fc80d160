"""HEIC and AVIF, as phones write them: read, turned exactly once, refused with a sentence where they are damaged."""

import base64
import struct
from io import BytesIO

import numpy as np
import pytest
import torch
from PIL import Image

from cnnviz.images import ENDINGS, ImageError, load_image, read_picture

pytestmark = pytest.mark.filterwarnings("ignore:.*:UserWarning")

# 64 × 48 pixels: red and green above, blue and white below; to be turned clockwise, as said twice: by the entry of the
# file format, `irot`, and by EXIF orientation 6. Written by libheif with x265.
HEIC = base64.b85decode(
    b"0000SW^{RQXk}?*00000ZE0pPXk}?*ZE0a<0005VZDn*}000000000XXk=`10000000000aA{+700000000000000000000G-+&a"
    b"V*mgE07O6l0ssL300001>;M4(00000007ef0ssI200O@N0RR9100000Bme*aIB98aW&i*H00062000$fZf0cy000000RRAKc4ILB"
    b"0000LX>Mj^0ssI300IC2MR;ju000004sdC7Z2$lO00031009SSaB^?}008D`aAR)(004Gqc4I>U18@KU0FVFx0000U@BsY%`1k+-"
    b"4+CHT0RR|40Sp2E{{wIU00RJ!0009300RIXx&lC90096hLID8-Z~y=U0FVFx0{{R603M(qfd!W8<fgf}2xu@M00096AOHXZ03l)k"
    b"0RRR>0l{;?i2wiq6Ju{|a&BX6cmM$a4FCp!0000KX>)L8000000000$0000$0000eV{Bn?0000$000010000m000010000000002"
    b"|NsB+000020000GaA|mH000000|*ER00009X>xCL0{{R38EJ5BVE_OC000000RRC8fdT^sgoXeB02*m>Wo7^X0000001jhhb7KGk"
    b"0096200030ZDe6|0002bC;_ht;2}7v|MKEL|12GszGo+ur@vVL{hn{VLO=dX8+3k+uQ&e(BfmAW|B}bV!pZS=nD1dXt!eORroX(p"
    b"Sk?}RY*i|#<m?Z>*FR!|z9oPbUo7lfGI!C>tq_PA6riEu0iW+vQg*N{4o`nmd}}{<-(CM;zYQJj2H*x%mry=C>`^EiU{)obA8`k5"
    b"%ztRVOaD(5rf8w2OWQovk_2v~A@q}U_wDLWhp&$5q<aqM2l2DpkAA>hb^TZR*R>#2lb(3Mcrbv;(!P)Y000I>cxh$;08LE*DgXcg"
    b"2mk>A5&#1L000311^@s60000"
)
COLOURS = {"red": (230, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 220), "white": (240, 240, 240)}


def quadrants(pixels: torch.Tensor) -> list[str]:
    """The names of the colours: above left and right, below left and right."""
    _, height, width = pixels.shape
    found = []
    for y in (height // 4, 3 * height // 4):
        for x in (width // 4, 3 * width // 4):
            seen = (255 * pixels[:, y, x]).tolist()
            near = [name for name, colour in COLOURS.items() if np.abs(np.subtract(colour, seen)).max() < 12]
            assert len(near) == 1
            found += near
    return found


def avif(orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    values = np.zeros((size[1], size[0], 3), np.uint8)
    half = size[1] // 2, size[0] // 2
    values[: half[0], : half[1]], values[: half[0], half[1] :] = COLOURS["red"], COLOURS["green"]
    values[half[0] :, : half[1]], values[half[0] :, half[1] :] = COLOURS["blue"], COLOURS["white"]
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = BytesIO()
    Image.fromarray(values).save(file, "AVIF", quality=90, speed=10, exif=exif)
    return file.getvalue()


def test_an_iphones_photo_is_turned_once() -> None:
    picture = read_picture(HEIC)
    assert picture.pixels.shape == (3, 64, 48) and picture.notes == ()
    assert quadrants(picture.pixels) == ["blue", "red", "white", "green"]  # turned clockwise by 90°


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, ["red", "green", "blue", "white"]),
        (3, ["white", "blue", "green", "red"]),
        (6, ["blue", "red", "white", "green"]),
        (8, ["green", "white", "red", "blue"]),
        (5, ["red", "blue", "green", "white"]),
    ],
)
def test_avif_is_turned_once(orientation: int, expected: list[str]) -> None:
    assert quadrants(load_image(avif(orientation))) == expected


@pytest.mark.parametrize("data", [HEIC, avif()], ids=["heic", "avif"])
def test_what_is_cut_off_or_damaged_costs_a_sentence(data: bytes) -> None:
    refused = 0
    for length in range(12, len(data), len(data) // 12):
        with pytest.raises(ImageError):
            load_image(data[:length])
    rng = np.random.default_rng(0)
    for _ in range(60):
        damaged = bytearray(data)
        for at in rng.integers(4, len(data), 3):
            damaged[at] ^= 1 << int(rng.integers(8))
        try:
            assert load_image(bytes(damaged)).shape[0] == 3
        except ImageError:
            refused += 1
    assert refused > 5


def test_the_limit_of_pixels_is_read_off_the_head_of_the_file() -> None:
    claimed = struct.pack(">II", 64, 64), struct.pack(">II", 30_000, 20_000)  # coded in blocks of 64, then cut
    assert HEIC.count(claimed[0]) == 1
    with pytest.raises(ImageError, match=r"600 megapixels|damaged"):
        load_image(HEIC.replace(*claimed))
    with pytest.raises(ImageError, match=r"megapixels|damaged"):
        load_image(avif(size=(64, 64)).replace(*claimed))


def exp_golomb(number: int) -> str:
    """Source: ITU-T H.265, 9.2"""
    bits = f"{number + 1:b}"
    return "0" * (len(bits) - 1) + bits


def coded_as(width: int, height: int) -> bytes:
    """The HEIC above, whose head still says 64 × 64, with a stream of pixels that says another size."""
    start, length = HEIC.index(b"\x42\x01\x01"), 42  # the parameters of the stream
    old = HEIC[start : start + length].replace(b"\0\0\3", b"\0\0")
    bits, before = f"{int.from_bytes(old, 'big'):0{8 * len(old)}b}", 2 * exp_golomb(64)
    assert bits.count(before) == 1
    bits = bits.replace(before, exp_golomb(width) + exp_golomb(height))
    bits += "0" * (-len(bits) % 8)
    new = b""
    for byte in int(bits, 2).to_bytes(len(bits) // 8, "big"):
        new += (b"\3" if new.endswith(b"\0\0") and byte <= 3 else b"") + bytes([byte])
    data = bytearray(HEIC)
    meta, pixels, exif, iprp, ipco, config = 28, 93, 111, 195, 203, 211  # where sizes and places of what follows stand
    for at, kind in [*((at, ">I") for at in (meta, pixels, exif, iprp, ipco, config)), (start - 2, ">H")]:
        struct.pack_into(kind, data, at, struct.unpack_from(kind, data, at)[0] + len(new) - length)
    return bytes(data[:start] + new + data[start + length :])


def test_pixels_that_are_more_than_the_head_says_are_refused_before_they_take_memory() -> None:
    assert coded_as(64, 64) == HEIC
    for side in (512, 16_384):
        with pytest.raises(ImageError, match="damaged") as refused:
            load_image(coded_as(side, side))
        assert f"{side}x{side} exceeds the maximum image size" in str(refused.value.__cause__)  # as libheif says it


def test_uploaders_offer_what_is_read() -> None:
    assert {"heic", "heif", "avif", "jpg", "png"} <= set(ENDINGS)
