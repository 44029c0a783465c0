"""A plan comes in force on its day: the first request of the day puts it there."""

from flask import Flask, request

from gis_app.store import StoreBusy
from gis_app.work import Office, publishing


def register(app: Flask) -> None:
    """Look before each request whether a plan is due."""

    @app.before_request
    def catch_up() -> None:
        office: Office | None = app.extensions["office"]
        if office is None or request.endpoint in (None, "static"):
            return
        try:
            publishing.catch_up(office)
        except StoreBusy:
            return  # somebody writes; the next request finds the plan due again
