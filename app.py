"""The roof: `flask --app app …`, `gunicorn app:create_app()`, and `python app.py`."""

from gis_app.application import create_app
from gis_app.serving import main

__all__ = ["create_app"]

if __name__ == "__main__":
    main()
