"""The element that hands a drawn map to the page's own module."""

import json
from collections.abc import Mapping
from typing import Any

from branca.element import MacroElement
from folium.template import Template


class Workspace(MacroElement):
    """Leaves what the page's module needs to know beside the map, as data and not as code.

    The module reads `window.stageFacts`; the values pass through folium's JSON escaping, so no text
    in them can close the script.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
        window.stageMap = {{ this._parent.get_name() }};
        window.stageFacts = {{ this.facts_json }};
        {% endmacro %}
        """)

    def __init__(self, facts_json: str) -> None:
        super().__init__()
        self._name = "Workspace"
        self.facts_json = facts_json


def escaped(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON in which no character can end a script block."""
    text = json.dumps(facts, ensure_ascii=False)
    pairs = [("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"), ("\u2028", "\\u2028")]
    for char, code in pairs:
        text = text.replace(char, code)
    return text
