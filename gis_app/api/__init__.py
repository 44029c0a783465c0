"""JSON views; they read, ask `work`, and answer. All addresses of this room stand on this page."""

from flask import Flask

from gis_app.api import ground

#: Every file of this room with the address it answers under.
ROOMS = ((ground.bp, "/api"),)


def register(app: Flask) -> None:
    """Hang every view under its address."""
    for blueprint, prefix in ROOMS:
        app.register_blueprint(blueprint, url_prefix=prefix)
