"""One small demonstration district for the whole folder: full ground, few cases."""

import pytest

from gis_app.demo import DemoDistrict, generate


@pytest.fixture(scope="session")
def demo() -> DemoDistrict:
    """Return the default district with 3,000 cases."""
    return generate(cases=3_000)


@pytest.fixture(scope="session")
def frames(demo):
    """Return the frames of the default district, by layer."""
    return demo.frames
