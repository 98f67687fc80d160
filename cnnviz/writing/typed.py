"""What keyboards type for digits and signs: full-width forms, digits of other scripts, the many minus signs."""

import unicodedata

FULL_WIDTH = range(0xFF01, 0xFF5F)
FROM_ASCII = 0xFEE0  # how far a full-width form stands from its plain one
MINUS_SIGNS = "−–—‐‑﹣"
SIGNS = dict.fromkeys(MINUS_SIGNS, "-") | {"⁄": "/", "∕": "/", "÷": "/", "。": ".", "｡": ".", "、": ",", "､": ","}
SIGNS |= {"٫": ".", "٬": ",", "\u3000": " "}


def plain(text: str) -> str:
    """The text with the digits and signs that a number is written with in ASCII. A power such as ² stays what it is.

    >>> plain("－１．５"), plain("−3 ⁄ ٤"), plain("5²")
    ('-1.5', '-3 / 4', '5²')
    """
    return "".join(map(_plain, text))


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if ord(sign) in FULL_WIDTH:
        return chr(ord(sign) - FROM_ASCII)
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return SIGNS.get(sign, sign)
