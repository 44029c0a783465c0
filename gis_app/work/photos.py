"""Photos of assets and cases: taken in, listed, shown."""

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from gis_app.store import Photo, ReadTx, features, moment_text, photos
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.office import Office
from gis_app.work.pictures import MEDIA_TYPE, Picture, read_picture, thumb
from gis_app.work.places import PlaceOutOfReach, metres
from layers import Feature

#: Small pictures held in memory; each has some 8 kB.
_THUMBS = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on its way to a browser; `mark` is the same as long as the picture is."""

    content: bytes
    media_type: str
    mark: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A stored photo, and what its file told: an offer to whoever took it, kept nowhere.

    `distance_m` is from the nearest point of the feature, None where either has no place.
    """

    photo: Photo
    taken_at: str | None
    place: tuple[float, float] | None
    distance_m: float | None


@dataclass(slots=True)
class _Thumbs:
    """The small pictures that were asked for last."""

    lock: Lock = field(default_factory=Lock)
    held: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def find(self, mark: str) -> bytes | None:
        with self.lock:
            if mark in self.held:
                self.held.move_to_end(mark)
            return self.held.get(mark)

    def hold(self, mark: str, content: bytes) -> bytes:
        with self.lock:
            self.held[mark] = content
            while len(self.held) > _THUMBS:
                self.held.popitem(last=False)
        return content


@allowed("inspector", "dispatcher")
def add(office: Office, actor: Actor, layer: str, code: str, content: bytes) -> Taken:
    """Store a photo of a feature, re-encoded and without its EXIF.

    1. The feature exists; the picture is one. Nothing is stored otherwise.
    2. The moment it was taken is kept, by the district's clock where the camera named no zone; a
       moment still to come is no moment.
    3. The position is told with its distance from the feature, and not kept.

    Raises
    ------
    gis_app.work.pictures.PictureUnreadable, gis_app.work.pictures.PictureTooLarge
        The file cannot be used.
    gis_app.store.UnknownFeature, layers.catalog.UnknownLayer
        There is no such feature.
    """
    with office.store.read() as tx:
        features.get(tx, layer, code)  # 1
    picture = read_picture(content)
    taken_at = _moment(office, picture.taken)  # 2
    with office.store.write(actor.name, office.clock()) as tx:
        feature = features.get(tx, layer, code)
        photo = Photo(
            layer, code, MEDIA_TYPE, picture.width_px, picture.height_px, taken_at=taken_at
        )
        stored = photos.add(tx, photo, picture.content)
    return Taken(stored, taken_at, picture.place, _apart_m(office, feature, picture))  # 3


@allowed(*EVERYONE)
def show(office: Office, _actor: Actor, photo_id: int) -> Shown:
    """Return a picture, or raise UnknownRecord."""
    with office.store.read() as tx:
        found = photos.get(tx, photo_id)
        return Shown(photos.content(tx, photo_id), found.media_type, found.sha256)


@allowed(*EVERYONE)
def show_small(office: Office, _actor: Actor, photo_id: int) -> Shown:
    """Return a picture for a list, made when it is first asked for."""
    shelf = office.keep.get("thumbs", "", _Thumbs)
    with office.store.read() as tx:
        found = photos.get(tx, photo_id)
        small = shelf.find(found.sha256)
        if small is None:
            small = shelf.hold(found.sha256, thumb(photos.content(tx, photo_id)))
    return Shown(small, MEDIA_TYPE, found.sha256)


def listed(tx: ReadTx, layer: str, code: str, *, told_who: bool) -> list[dict[str, Any]]:
    """Return what is known of the photos of a feature, the latest first."""
    return [
        {
            "id": photo.id,
            "mark": photo.sha256[:12],
            "width_px": photo.width_px,
            "height_px": photo.height_px,
            "taken_at": photo.taken_at,
            "added_at": photo.added_at,
            "added_by": photo.added_by if told_who else None,
        }
        for photo in photos.of(tx, layer, code)
    ]


def _moment(office: Office, taken: dt.datetime | None) -> str | None:
    if taken is None:
        return None
    zoned = taken if taken.tzinfo else taken.replace(tzinfo=ZoneInfo(office.district.timezone))
    try:
        return moment_text(zoned) if zoned <= office.clock() else None
    except OverflowError:  # year 1 or 9999 in a zone
        return None


def _apart_m(office: Office, feature: Feature, picture: Picture) -> float | None:
    if picture.place is None or feature.shape is None:
        return None
    try:
        x, y = metres(office, picture.place)
    except PlaceOutOfReach:
        return None
    return round(float(shapely.distance(feature.shape, shapely.Point(x, y))), 1)
