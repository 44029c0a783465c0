"""Fixtures of the whole suite: hypothesis profiles, real data by path, no network."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import socket_allow_hosts

SHARED = Path(__file__).resolve().parents[2] / "shared"

_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=_QUIET)
settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_QUIET
)
settings.register_profile("night", max_examples=5000, deadline=None, suppress_health_check=_QUIET)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


@pytest.fixture(autouse=True)
def _no_network():
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real cities' data, or skip where the checkout stands alone."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("the real data (../shared/data) is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def standards() -> Path:
    """Return the folder of class codes and time limits, or skip where it is absent."""
    folder = SHARED / "standards"
    if not folder.is_dir():
        pytest.skip("the standards (../shared/standards) are not beside this checkout")
    return folder
