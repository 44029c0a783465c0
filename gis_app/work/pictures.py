"""Pictures from phones: checked, turned upright, made small, and free of all that they tell.

What a camera wrote into the file (EXIF) is read once, offered, and never kept.
"""

import datetime as dt
import io
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageOps

from gis_app.work.errors import WorkError

#: The largest file that is read, in bytes: a phone's own photo has 2-8 MB.
FILE_MOST = 12 * 1024 * 1024
#: The largest picture that is unpacked, in pixels; a phone's largest has 50 or 108 million.
PIXELS_MOST = 110_000_000
#: The longer side of what is kept, and of a picture in a list, in pixels.
SIDE_PX = 1600
THUMB_PX = 240
MEDIA_TYPE = "image/jpeg"

_FORMATS = ("JPEG", "PNG", "WEBP")
_QUALITY = 82
_THUMB_QUALITY = 76
_EXIF_MOMENT = "%Y:%m:%d %H:%M:%S"
_MOST_LON, _MOST_LAT = 180.0, 90.0
_MINUTES, _SECONDS = 60, 3600


class PictureUnreadable(WorkError):
    """A file is no picture of a kind that is read here."""

    kind = "picture_unreadable"
    template = "The file is no readable JPEG, PNG or WebP picture; take or choose another one."


class PictureTooLarge(WorkError):
    """A picture is too large to unpack, or its file is."""

    kind = "picture_too_large"
    template = (
        "The picture is too large; send one of at most {most_mb} MB and {most_mpx} million pixels."
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept, and what its file told about where and when it was taken.

    `taken` has a time zone only where the camera wrote one; `place` is longitude and latitude.
    """

    content: bytes
    width_px: int
    height_px: int
    taken: dt.datetime | None = None
    place: tuple[float, float] | None = None


def read_picture(content: bytes) -> Picture:
    """Return a picture upright, at most 1600 pixels long, as JPEG without any EXIF.

    1. Nothing is unpacked before the size in its header was checked.
    2. Time and position are read from its EXIF, if they make sense.
    3. What is transparent becomes white.
    4. The pixels are copied to a new picture, so nothing else of the file is kept.

    Raises
    ------
    PictureTooLarge
        The file or the picture is larger than the limits above.
    PictureUnreadable
        It is no JPEG, PNG or WebP, or is cut short.
    """
    if len(content) > FILE_MOST:
        raise _too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=_FORMATS)
        if opened.width * opened.height > PIXELS_MOST:  # 1
            raise _too_large()
        exif = opened.getexif()
        told = (_taken(exif), _place(exif))  # 2
        opened.draft("RGB", (SIDE_PX, SIDE_PX))  # a JPEG is unpacked at a fraction of its size
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((SIDE_PX, SIDE_PX))
        clean = _on_white(upright)  # 3, 4
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError) as error:
        # what Pillow raises for broken files of the three kinds
        raise PictureUnreadable from error
    return Picture(_jpeg(clean, _QUALITY), *clean.size, *told)


def thumb(content: bytes) -> bytes:
    """Return a kept picture with at most 240 pixels on its longer side."""
    small = Image.open(io.BytesIO(content))
    small.draft("RGB", (THUMB_PX, THUMB_PX))
    small.thumbnail((THUMB_PX, THUMB_PX))
    return _jpeg(_on_white(small), _THUMB_QUALITY)


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(most_mb=FILE_MOST // 1024**2, most_mpx=PIXELS_MOST // 1_000_000)


def _on_white(image: Image.Image) -> Image.Image:
    clean = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        clean.paste(seen, mask=seen.getchannel("A"))
    else:
        clean.paste(image.convert("RGB"))
    return clean


def _jpeg(image: Image.Image, quality: int) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=quality, optimize=True, progressive=True)
    return packed.getvalue()


def _taken(exif: Image.Exif) -> dt.datetime | None:
    told = exif.get_ifd(ExifTags.IFD.Exif)
    text = told.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    zone = told.get(ExifTags.Base.OffsetTimeOriginal) or told.get(ExifTags.Base.OffsetTime)
    for pattern, whole in ((f"{_EXIF_MOMENT} %z", f"{text} {zone}"), (_EXIF_MOMENT, str(text))):
        try:
            return dt.datetime.strptime(whole.strip("\0 "), pattern)  # noqa: DTZ007 - see Picture
        except ValueError:
            continue
    return None


def _place(exif: Image.Exif) -> tuple[float, float] | None:
    told = exif.get_ifd(ExifTags.IFD.GPSInfo)
    lon = _degrees(told, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    lat = _degrees(told, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
    if lon is None or lat is None or (lon, lat) == (0, 0):  # cameras without a fix write zeros
        return None
    return (lon, lat) if abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT else None


def _degrees(told: Mapping[int, Any], value: int, ref: int, negative: str) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in told[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    size = degrees + minutes / _MINUTES + seconds / _SECONDS
    if not math.isfinite(size):
        return None
    return -size if str(told.get(ref, "")).strip("\0 ").upper() == negative else size
