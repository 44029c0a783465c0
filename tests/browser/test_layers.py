"""The layers page: what there is, and the switches that Inspect obeys."""


def ready(page):
    page.wait_for_selector("html[data-ready=true]")
    return page


def test_a_layer_tells_its_fields_codes_and_rule(page_of):
    page = page_of("viewer")
    page.goto("/layers")
    ready(page)

    page.locator("#hydrants summary").click()

    inside = page.locator("#hydrants .inside")
    assert "GB 50974-2014" in inside.inner_text()
    assert "01013" in inside.inner_text()
    assert inside.locator("tr", has_text="bore_mm").locator("td").nth(3).inner_text() == "mm"
    assert inside.locator('a[href="/export/hydrants.geojson"]').count() == 1


def test_a_switch_decides_what_inspect_draws(page_of):
    page = page_of("inspector", language="zh")
    page.goto("/layers#bridges")
    ready(page)
    assert page.locator("#bridges details").get_attribute("open") is not None

    page.locator('input[data-layer="bridges"]').check()
    page.locator('input[data-layer="hydrants"]').uncheck()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/inspect")
    ready(page)
    page.wait_for_load_state("networkidle")

    layers = {url.split("/layers/")[1].split("/")[0] for url in asked if "/features?" in url}
    assert layers == {"bridges"}


def test_the_page_fits_a_phone(page_of):
    page = page_of("inspector", width=390, height=844)
    page.goto("/layers")
    ready(page)

    page.locator("#manholes summary").tap()

    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
