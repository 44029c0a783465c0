import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from layers.png import PictureBroken, png_bytes


def palette_of(colours, rng):
    return rng.integers(0, 256, (colours, 4)).astype(np.uint8)


@given(
    rows=st.integers(1, 9),
    columns=st.integers(1, 20),
    colours=st.sampled_from([1, 2, 3, 4, 5, 16, 17, 256]),
    seed=st.integers(0, 999),
)
def test_a_reader_of_its_own_sees_the_same_picture(rows, columns, colours, seed):
    rng = np.random.default_rng(seed)
    palette = palette_of(colours, rng)
    pixels = rng.integers(0, colours, (rows, columns)).astype(np.uint8)
    with Image.open(io.BytesIO(png_bytes(pixels, palette))) as picture:
        seen = np.asarray(picture.convert("RGBA"))
    assert (seen == palette[pixels]).all()


def test_equal_pictures_are_equal_bytes():
    pixels = np.zeros((3, 3), dtype=np.uint8)
    palette = np.zeros((1, 4), dtype=np.uint8)
    assert png_bytes(pixels, palette) == png_bytes(pixels.copy(), palette.copy())


@pytest.mark.parametrize(("shape", "colours"), [((0, 3), 2), ((2, 2), 0), ((2, 2), 257)])
def test_a_picture_without_pixels_or_with_too_many_colours_is_refused(shape, colours):
    with pytest.raises(PictureBroken, match="1 to 256 colours"):
        png_bytes(np.zeros(shape, dtype=np.uint8), np.zeros((colours, 4), dtype=np.uint8))


def test_a_pixel_beyond_the_palette_is_refused():
    with pytest.raises(PictureBroken):
        png_bytes(np.full((1, 1), 2, dtype=np.uint8), np.zeros((2, 4), dtype=np.uint8))
