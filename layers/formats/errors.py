"""What can be wrong with a file as a whole. What is wrong with one row is a `RowProblem`."""

from layers.errors import LayerError


class FileMissing(LayerError):
    """There is no such file on this machine's own disk."""

    kind = "file_missing"
    template = "There is no file {file}."


class UnknownFormat(LayerError):
    """The content of a file is none of the formats that are read."""

    kind = "unknown_format"
    template = (
        "{file} is not a file this application reads; save it as GeoJSON, GeoPackage, "
        "zipped Shapefile, CSV, Excel (.xlsx), KML or FlatGeobuf."
    )


class FileBroken(LayerError):
    """A file begins like a known format and cannot be read as one."""

    kind = "file_broken"
    template = "{file} begins like {driver} but cannot be read ({problem}); save it again."


class FileTooLarge(LayerError):
    """A file is larger, or unpacks to more, than is read at once."""

    kind = "file_too_large"
    template = "{file} holds more than {most_mb} MB; divide it and import the parts."


class NestedArchive(LayerError):
    """An archive is inside an archive."""

    kind = "nested_archive"
    template = "{file} holds another archive, {member!r}; unpack it and send what is inside."


class UnsafeMember(LayerError):
    """An archive holds a path or a link that leads out of its folder, or an unprintable name."""

    kind = "unsafe_member"
    template = "{file} holds {member!r}, a name that may lead elsewhere; pack the files again."


class TooManyMembers(LayerError):
    """An archive holds more files than a layer can need."""

    kind = "too_many_members"
    template = "{file} holds {count} files; at most {most} are read from one archive."


class ArchiveBomb(LayerError):
    """An archive unpacks to many times its size."""

    kind = "archive_bomb"
    template = "{file} unpacks to more than {most} times its size and is refused."


class ArchiveLocked(LayerError):
    """An archive needs a password."""

    kind = "archive_locked"
    template = "{file} needs a password; pack it again without one."


class NothingToRead(LayerError):
    """An archive or a file holds no layer."""

    kind = "nothing_to_read"
    template = "{file} holds no layer that can be read."


class MixedArchive(LayerError):
    """An archive holds files of several formats."""

    kind = "mixed_archive"
    template = "{file} holds several formats ({formats}); send one format at a time."


class ShapefileIncomplete(LayerError):
    """A part of a Shapefile is missing."""

    kind = "shapefile_incomplete"
    template = "The Shapefile {layer!r} comes without its {missing} file; pack all its parts."


class UnsafeDatabase(LayerError):
    """A GeoPackage holds tables that run code or reach other files."""

    kind = "unsafe_database"
    template = "{file} holds the virtual table {table!r}, which is refused; export the layers anew."


class UnsafeMarkup(LayerError):
    """A KML file declares a document type or entities."""

    kind = "unsafe_markup"
    template = "{file} declares a document type or entities, which are refused; export it anew."


class UnknownFileLayer(LayerError):
    """A layer is asked for that the file does not hold."""

    kind = "unknown_file_layer"
    template = "{file} holds no layer {layer!r}; it holds {layers}."


class UnknownColumn(LayerError):
    """A column is named for the coordinates that the file does not hold."""

    kind = "unknown_column"
    template = "There is no column {column!r}; there are {columns}."


class UnknownEncoding(LayerError):
    """A text encoding is named that nobody knows."""

    kind = "unknown_encoding"
    template = "There is no text encoding {encoding!r}; name one like utf-8, gb18030 or big5."


class NotInEncoding(LayerError):
    """A text is not written in the encoding that was named for it."""

    kind = "not_in_encoding"
    template = "{file} is not written in {encoding} (byte {position}); choose another encoding."


class FrameNotWritable(LayerError):
    """A format cannot say that its coordinates are in a frame."""

    kind = "frame_not_writable"
    template = "{driver} cannot hold coordinates in {frame}; choose EPSG:4326 or another format."


class MixedFamilies(LayerError):
    """A format holds one shape family in a file, and several are to be written."""

    kind = "mixed_families"
    template = "{driver} holds one kind of shape in a file, not {families}; use GeoPackage."


class UnknownDriver(LayerError):
    """A format is named that is not written."""

    kind = "unknown_driver"
    template = "There is no format {driver!r}; choose one of {drivers}."
