"""Photos: read once for where and when, kept small, upright and free of EXIF."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from gis_app.store import UnknownFeature, UnknownRecord
from gis_app.work import NotAllowed, photos
from gis_app.work.pictures import (
    FILE_MOST,
    PIXELS_MOST,
    PictureTooLarge,
    PictureUnreadable,
    read_picture,
)
from layers.crs import points_to_lonlat

X, Y = 388_000.0, 3_309_000.0
SECRET = "Device of Inspector Li"


def dms(value: float) -> tuple[float, float, float]:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    return degrees, minutes, round((value - degrees - minutes / 60) * 3600, 4)


def picture(
    *, size=(80, 40), kind="JPEG", place=None, taken=None, zone=None, turned=None, mode="RGB"
) -> bytes:
    """Return a picture whose left half is red and right half blue, with EXIF as told."""
    image = Image.new(mode, size, (0, 0, 255, 255)[: len(mode)])
    image.paste((255, 0, 0, 255)[: len(mode)], (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET
    if turned:
        exif[ExifTags.Base.Orientation] = turned
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if zone:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = zone
    if place:
        lon, lat = place
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {
                ExifTags.GPS.GPSLongitudeRef: "W" if lon < 0 else "E",
                ExifTags.GPS.GPSLongitude: dms(abs(lon)),
                ExifTags.GPS.GPSLatitudeRef: "S" if lat < 0 else "N",
                ExifTags.GPS.GPSLatitude: dms(abs(lat)),
            }
        )
    packed = io.BytesIO()
    image.save(packed, kind, exif=exif)
    return packed.getvalue()


@given(
    lon=st.floats(-180, 180).filter(lambda v: abs(v) > 0.01),
    lat=st.floats(-90, 90).filter(lambda v: abs(v) > 0.01),
)
def test_the_position_a_camera_wrote_is_read(lon, lat):
    found = read_picture(picture(place=(lon, lat))).place

    assert found == pytest.approx((lon, lat), abs=1e-6)


def test_what_is_kept_tells_nothing_of_the_camera():
    kept = read_picture(picture(place=(121.85, 29.9), taken="2026:06:15 09:30:00")).content

    again = Image.open(io.BytesIO(kept))
    assert dict(again.getexif()) == {}
    assert SECRET.encode() not in kept
    assert b"Exif" not in kept
    assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive",
                               "progression"}  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_a_jpeg_of_at_most_1600_pixels(kind):
    kept = read_picture(picture(size=(3200, 1000), kind=kind))

    again = Image.open(io.BytesIO(kept.content))
    assert (again.format, again.size) == ("JPEG", (1600, 500))
    assert (kept.width_px, kept.height_px) == again.size


def test_a_picture_held_upside_down_is_turned_upright():
    kept = read_picture(picture(turned=6))  # turned a quarter to the right

    again = Image.open(io.BytesIO(kept.content)).convert("RGB")
    assert again.size == (40, 80)
    assert again.getpixel((20, 10))[0] > 200  # the left half is above now


def test_what_is_transparent_becomes_white():
    image = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    packed = io.BytesIO()
    image.save(packed, "PNG")

    kept = read_picture(packed.getvalue())

    assert Image.open(io.BytesIO(kept.content)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff", b"not at all"],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(PictureUnreadable):
        read_picture(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_cut_short_is_refused(kind):
    whole = picture(size=(600, 600), kind=kind)

    with pytest.raises(PictureUnreadable):
        read_picture(whole[: len(whole) // 2])


@settings(max_examples=100)
@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n",
                                                 b"RIFF\x10\0\0\0WEBP"]))  # fmt: skip
def test_no_bytes_at_all_break_the_reader(rest, head):
    try:
        read_picture(head + rest)
    except (PictureUnreadable, PictureTooLarge):
        return
    pytest.fail("a picture was made of noise")


def test_a_bomb_is_refused_before_it_is_unpacked():
    side = int(PIXELS_MOST**0.5) + 100
    packed = io.BytesIO()
    Image.new("1", (side, side)).save(packed, "PNG")

    with pytest.raises(PictureTooLarge):
        read_picture(packed.getvalue())


def test_a_file_that_is_too_long_is_refused():
    with pytest.raises(PictureTooLarge):
        read_picture(b"\xff" * (FILE_MOST + 1))


def lonlat(x, y):
    lon, lat = points_to_lonlat([x], [y], "EPSG:4550")
    return float(lon[0]), float(lat[0])


def add(office, actor, content, *, code="H-0001", role="inspector"):
    return photos.add(office, actor(role), "hydrants", code, content)


def test_the_sender_is_offered_where_and_when_the_photo_was_taken(office, actor):
    place = lonlat(X + 60 + 30, Y + 90 + 40)

    taken = add(office, actor, picture(place=place, taken="2026:06:15 09:30:00"))

    assert taken.taken_at == "2026-06-15T01:30:00.000Z"  # by the district's clock, UTC+8
    assert taken.distance_m == pytest.approx(50.0, abs=0.1)
    assert taken.photo.taken_at == taken.taken_at


@pytest.mark.parametrize(
    ("taken", "zone", "at"),
    [
        ("2026:06:15 09:30:00", "+09:00", "2026-06-15T00:30:00.000Z"),
        ("2026:06:15 09:30:00", "+00:00", None),  # still to come
        ("2026:06:15 09:30:00", "nonsense", "2026-06-15T01:30:00.000Z"),
        ("0000:00:00 00:00:00", None, None),
        ("2031:01:01 00:00:00", None, None),
        ("0001:01:01 00:00:00", "+14:00", None),
        (None, None, None),
    ],
)
def test_a_moment_that_makes_no_sense_is_no_moment(office, actor, taken, zone, at):
    assert add(office, actor, picture(taken=taken, zone=zone)).taken_at == at


def test_a_photo_without_a_place_or_from_another_continent_has_no_distance(office, actor):
    assert add(office, actor, picture()).distance_m is None
    assert add(office, actor, picture(place=(-77.0, 38.9))).distance_m is None


def test_a_photo_is_shown_whole_and_small(office, actor):
    stored = add(office, actor, picture(size=(1000, 500))).photo

    whole = photos.show(office, actor("viewer"), stored.id)
    small = photos.show_small(office, actor("viewer"), stored.id)
    again = photos.show_small(office, actor("viewer"), stored.id)

    assert Image.open(io.BytesIO(whole.content)).size == (1000, 500)
    assert Image.open(io.BytesIO(small.content)).size == (240, 120)
    assert again.content is small.content
    assert whole.media_type == small.media_type == "image/jpeg"


def test_a_photo_of_nothing_is_refused_before_it_is_read(office, actor):
    with pytest.raises(UnknownFeature):
        add(office, actor, b"no picture", code="H-9999")
    with pytest.raises(UnknownRecord):
        photos.show(office, actor("viewer"), 1)


def test_a_refused_photo_leaves_nothing(office, actor):
    with pytest.raises(PictureUnreadable):
        add(office, actor, b"no picture")
    with pytest.raises(NotAllowed):
        add(office, actor, picture(), role="viewer")

    with pytest.raises(UnknownRecord):
        photos.show(office, actor("viewer"), 1)
