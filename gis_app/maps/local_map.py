"""A folium map with our own files, our own template, and no inline script without a nonce."""

from collections.abc import Sequence
from typing import Any, cast

import folium
from branca.element import Figure
from folium.elements import JSCSSMixin
from folium.template import Template


class LocalMap(folium.Map):
    """A folium map that loads nothing from outside.

    `folium.Map.add_js_link` would change a list of the class and so every later map of the process;
    this subclass has lists of its own and is never added to.
    """

    default_js = [  # noqa: RUF012 - folium's own name; read here, never added to
        ("leaflet", "/static/vendor/leaflet.js"),
        ("markercluster", "/static/vendor/markercluster.js"),
    ]
    default_css = [  # noqa: RUF012 - the same
        ("leaflet_css", "/static/vendor/leaflet.css"),
        ("markercluster_css", "/static/vendor/markercluster.css"),
    ]

    #: The element fills its parent by our own style sheet, so there is no inline style; the name
    #: is fixed, so the modules that follow find the map.
    _template = Template("""
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" tabindex="0"
             aria-label="{{ this.label|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("{{ this.get_name() }}", {{ this.options|tojavascript }});
        {% endmacro %}
        """)

    def __init__(
        self, centre: tuple[float, float], *, zoom: int, label: str, options: dict[str, Any]
    ) -> None:
        lon, lat = centre
        super().__init__(location=[lat, lon], zoom_start=zoom, tiles=None)
        # folium hands some of these to a tile layer of its own, so they are set past it
        self.options |= {"center": [lat, lon], **options}
        self.label = label
        self._id = "stage"

    def get_name(self) -> str:
        """Return the one name of the map, in the page and in its script."""
        return "map_stage"

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 - folium's own signature
        """Render without folium's inline switches and styles, which carry no nonce."""
        JSCSSMixin.render(self, **kwargs)
        return ""

    def figure(self) -> Figure:
        """Return the figure the map stands in."""
        return cast("Figure", self.get_root())

    def links(self) -> tuple[Sequence[str], Sequence[str]]:
        """Return the addresses of the map's scripts and style sheets, in order."""
        return [url for _, url in self.default_js], [url for _, url in self.default_css]
