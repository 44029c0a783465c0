"""The benchmark of pages leaves nothing outside and says whether the targets are reached."""

import folium

from benchmarks.bench_pages import LIBRARY, Row, Visit, show
from benchmarks.folium_pages import local


def test_a_folium_page_loads_nothing_from_outside():
    page = local(folium.Map(tiles=None))

    assert '"/lib/leaflet.js"' in page
    assert 'src="http' not in page
    assert 'href="http' not in page


def test_libraries_are_left_out_on_both_sides():
    assert LIBRARY.search("http://127.0.0.1:1/static/0a1b2c/vendor/leaflet.js")
    assert LIBRARY.search("http://127.0.0.1:1/lib/leaflet.js")
    assert not LIBRARY.search("http://127.0.0.1:1/static/0a1b2c/js/map/stage.js")


def test_the_table_says_ratios_and_verdicts():
    row = Row("plan", ours=Visit(100, 200, 300), peer=Visit(150, 300, 600))

    good, bad = show([row]), show([Row("plan", ours=Visit(401, 1001, 1), peer=row.peer)])

    assert "1.5×" in good
    assert "2.0×" in good
    assert good.count("NOT reached") == 0
    assert bad.count("NOT reached") == 2
