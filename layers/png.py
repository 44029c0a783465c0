"""Pictures with few colours as PNG bytes, by the standard library alone."""

import struct
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.errors import LayerError

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
#: PNG colour type 3: each sample is an index into the palette (PNG 1.2 §4.1.1).
_INDEXED: Final = 3
#: Most colours that an indexed PNG can have.
_MOST_COLOURS: Final = 256
#: Sizes of index in bits, by the number of colours they reach (PNG 1.2 §2.3).
_DEPTHS: Final = (1, 2, 4, 8)


class PictureBroken(LayerError):
    """A picture cannot be written as indexed PNG."""

    kind = "picture_broken"
    template = (
        "A picture of {rows} × {columns} pixels that uses colour {highest} of a palette of "
        "{colours} cannot be written; give at least one pixel and 1 to 256 colours."
    )


def png_bytes(pixels: NDArray[np.uint8], palette: NDArray[np.uint8]) -> bytes:
    """Return an indexed PNG with transparency.

    Parameters
    ----------
    pixels
        Colour numbers, shape (rows, columns), row 0 on top.
    palette
        Red, green, blue and opacity of each colour, shape (colours, 4).

    Raises
    ------
    PictureBroken
        There is no pixel, no colour, more than 256 colours, or a pixel beyond the palette.
    """
    rows, columns = pixels.shape
    highest = int(pixels.max()) if pixels.size else -1
    if not 0 <= highest < len(palette) <= _MOST_COLOURS:
        raise PictureBroken(rows=rows, columns=columns, highest=highest, colours=len(palette))
    depth = next(bits for bits in _DEPTHS if len(palette) <= 1 << bits)
    header = struct.pack(">IIBBBBB", columns, rows, depth, _INDEXED, 0, 0, 0)
    colours = np.ascontiguousarray(palette, dtype=np.uint8)
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", colours[:, :3].tobytes()),
            _chunk(b"tRNS", colours[:, 3].tobytes()),
            _chunk(b"IDAT", zlib.compress(_scanlines(pixels, depth), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _scanlines(pixels: NDArray[np.uint8], depth: int) -> bytes:
    """Pack the indices, each row led by filter type 0 (none), as indexed pictures compress best."""
    rows, columns = pixels.shape
    share = 8 // depth
    padded = np.zeros((rows, -(-columns // share) * share), dtype=np.uint8)
    padded[:, :columns] = pixels
    packed = np.zeros((rows, 1 + padded.shape[1] // share), dtype=np.uint8)
    for place in range(share):  # the leftmost pixel stands in the high bits
        packed[:, 1:] |= padded[:, place::share] << (8 - depth * (place + 1))
    return packed.tobytes()


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
