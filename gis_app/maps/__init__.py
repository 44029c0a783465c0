"""The only room that knows folium: it draws the stage, the data comes by URL."""

from gis_app.maps.stage import MapParts, stage

__all__ = ["MapParts", "stage"]
