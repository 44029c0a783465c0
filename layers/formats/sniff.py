"""Tell what a file is by its content: format, encoding, layers, columns, frame, a few rows."""

from pathlib import Path

from layers.formats.binary import describe_binary, layer_names
from layers.formats.errors import NothingToRead
from layers.formats.read import TEXT_READERS
from layers.formats.stage import Staged, staged
from layers.formats.values import Hints, LayerInfo, Source, describe


def inspect(path: Path, *, encoding: str | None = None) -> Source:
    """Return what a file is; its name and suffix do not count.

    Text formats are read whole, so that counts and problems are true; of the others the head is.

    Raises
    ------
    NothingToRead
        It is of a known format and holds no layer.
    LayerError
        Every error of `stage.staged` and of the format's own reader.
    """
    said = Hints(encoding=encoding)
    layers: list[LayerInfo] = []
    with staged(path) as files:
        for file in files:
            layers += _layers(file, said)
    if not layers:
        raise NothingToRead(file=path.name)
    encoding = layers[0].encoding
    return Source(path=path, driver=files[0].driver, layers=tuple(layers), encoding=encoding)


def _layers(file: Staged, hints: Hints) -> list[LayerInfo]:
    if file.driver in TEXT_READERS:
        return [describe(TEXT_READERS[file.driver](file.file, file.name, hints))]
    return [describe_binary(file, name, hints) for name in layer_names(file)]
