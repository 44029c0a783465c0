"""A dispatcher's day by mouse and keyboard: filter, heat, timeline, a case through its stages."""

import re

from PIL import Image
from playwright.sync_api import expect


def opened(page_of, path="/dispatch", **options):
    page = page_of("dispatcher", **options)
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def total(page) -> int:
    return int(page.locator(".totals strong").inner_text().replace(",", ""))


def test_the_workspace_opens_with_heat_queue_and_timeline(page_of):
    page = opened(page_of)

    expect(page.locator(".cases li[data-number]").first).to_be_visible()
    expect(page.locator(".legend")).to_contain_text("Cases per km²")
    assert page.locator(".timeline rect.bar-in").count() > 20
    assert page.locator("img.leaflet-image-layer").count() == 1
    assert total(page) == 3_000


def test_a_filter_narrows_all_panes_and_lives_in_the_address(page_of):
    page = opened(page_of)

    page.click('button[name="more"]')
    page.select_option('select[name="source"]', "hotline")
    expect(page.locator(".totals strong")).not_to_have_text("3,000")
    narrowed = total(page)

    assert 0 < narrowed < 3_000
    assert "source=hotline" in page.url
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert total(page) == narrowed


def test_the_brush_on_the_timeline_sets_the_period(page_of):
    page = opened(page_of)
    box = page.locator(".timeline").bounding_box()

    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 40, steps=5)
    page.mouse.up()
    expect(page.locator(".totals strong")).not_to_have_text("3,000")

    assert "from=" in page.url
    assert total(page) < 3_000
    expect(page.locator(".timeline rect.brush")).to_be_visible()


def test_a_click_on_a_grid_filters_to_it(page_of):
    page = opened(page_of, "/dispatch?mode=grids")
    box = page.locator(".stage").bounding_box()

    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**grid=*")

    expect(page.locator(".chips button")).to_have_count(1)


def test_keys_walk_the_queue_and_open_cases(page_of):
    page = opened(page_of)
    numbers = [
        item.get_attribute("data-number") for item in page.locator(".cases li[data-number]").all()
    ]

    page.keyboard.press("j")
    expect(page.locator(".panel h2")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(".panel header")).to_contain_text(numbers[1])

    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()


def test_a_click_on_the_map_tells_the_place_and_reports_a_case_that_goes_its_way(page_of):
    page = opened(page_of)
    box = page.locator(".stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.55)
    expect(page.locator(".panel .facts").first).to_be_visible()

    page.click('button[name="report"]')
    page.fill('.panel input[name="class"]', "暴露垃圾")
    page.wait_for_selector("#classes option[value*='暴露垃圾']", state="attached")
    page.fill(
        '.panel input[name="class"]', page.locator("#classes option").first.get_attribute("value")
    )
    page.fill('.panel textarea[name="description"]', "<img src=x onerror=alert(1)> </script>")
    page.click('button[name="send"]')

    expect(page.locator(".panel .do > .actions")).to_be_visible()
    expect(page.locator(".panel")).to_contain_text("<img src=x onerror=alert(1)> </script>")
    for action, state in [("accept", "To file"), ("file", "To dispatch")]:
        page.click(f'.panel button[data-action="{action}"]')
        expect(page.locator(".panel header .tag")).to_have_text(state)
    page.click('.panel button[data-action="dispatch"]')
    page.select_option('.panel select[name="unit"]', index=1)
    page.click(".panel form .primary")
    expect(page.locator(".panel header .tag")).to_have_text("To handle")
    expect(page.locator(".panel .line li").first).to_contain_text(
        re.compile("dispatcher", re.IGNORECASE)
    )


def test_single_cases_show_when_zoomed_in_and_open_by_click(page_of):
    page = opened(page_of, "/dispatch?mode=cases")

    assert page.locator(".cluster").count() > 0
    assert page.locator(".leaflet-marker-icon").count() < 2_000


def test_the_workspace_is_readable_on_a_phone_in_chinese(page_of):
    page = opened(page_of, language="zh", width=390, height=844)

    expect(page.locator(".totals")).to_contain_text("件")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_an_address_leads_to_its_place(page_of):
    page = opened(page_of)

    page.fill('.finder input[name="place"]', "黄山路与新大路")
    expect(page.locator(".finder li[aria-selected]").first).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator(".panel h2")).to_contain_text("黄山路")
    expect(page.locator('.panel button[name="report"]')).to_be_enabled()


def test_classes_found_late_do_not_replace_those_of_the_word_typed_since(page_of):
    page = opened(page_of)
    held = []
    page.route(
        "**/api/classes*",
        lambda route: route.continue_() if "q=" in route.request.url else held.append(route),
    )
    box = page.locator(".stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.55)

    page.click('button[name="report"]')
    page.fill('.panel input[name="class"]', "暴露垃圾")
    options = page.locator("#classes option")
    expect(options).to_have_count(1)
    with page.expect_response(lambda answer: "q=" not in answer.url):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    expect(options).to_have_count(1)
    assert "暴露垃圾" in options.first.get_attribute("value")


def test_lights_filter_the_queue_and_the_card_tells_the_clocks(page_of):
    page = opened(page_of)
    red = page.locator(".by-light button[data-light=red]")
    count = int(red.locator("strong").inner_text().replace(",", ""))
    assert count > 0

    red.click()
    expect(page.locator(".totals strong")).to_have_text(f"{count:,}")
    page.wait_for_selector("main.workspace:not([aria-busy])")
    lights = page.locator("ol.cases .left .light")
    assert lights.count() == page.locator("ol.cases li").count() > 0
    assert all(
        "light-red" in one for one in lights.evaluate_all("(all) => all.map((i) => i.className)")
    )
    assert "light=red" in page.url

    page.locator("ol.cases li").first.click()
    running = page.locator(".panel .clock.running")
    expect(running).to_have_count(1)
    expect(running.locator(".left")).to_contain_text("overdue")


def test_the_queue_is_ordered_by_urgency_or_by_the_latest(page_of):
    page = opened(page_of)
    urgent = page.locator("ol.cases li").first.get_attribute("data-number")
    assert page.locator("ol.cases li").first.locator(".light-red").count() == 1

    with page.expect_response(lambda answer: "sort=-reported_at" in answer.url):
        page.select_option('select[name="sort"]', "-reported_at")
    expect(page.locator("ol.cases li").first).not_to_have_attribute("data-number", urgent)
    page.reload()
    expect(page.locator('select[name="sort"]')).to_have_value("-reported_at")


def test_an_action_is_taken_back_from_its_message(page_of):
    page = opened(page_of, "/dispatch?state=to_file")
    number = page.locator("ol.cases li").first.get_attribute("data-number")
    page.locator("ol.cases li").first.click()
    page.locator('.panel button[data-action="file"]').click()
    expect(page.locator(".panel header .tag")).to_have_text("To dispatch")
    expect(page.locator('.panel .clock.running[data-stage="dispatch"]')).to_contain_text("min left")

    page.locator(".toast .act").click()

    expect(page.locator(".panel header .tag")).to_have_text("To file")
    expect(page.locator(".panel header")).to_contain_text(number)
    expect(page.locator(".panel ol.line li").first).to_contain_text("Taken back")


def test_a_case_is_extended_by_hours_and_is_due_that_much_later(page_of):
    page = opened(page_of, "/dispatch?state=handling")
    page.locator("ol.cases li").last.click()
    page.locator(".panel details.seldom summary").click()
    due = page.locator(".panel dt:text-is('Due') + dd")
    before = due.inner_text()
    page.locator('.panel button[data-action="extend"]').click()
    page.fill('input[name="amount"]', "48")
    page.fill('textarea[name="note"]', "Parts are on the way.")
    page.locator(".panel form .primary").click()

    expect(due).not_to_have_text(before)


def test_hot_spots_are_areas_with_a_legend_that_names_the_rate(page_of):
    page = opened(page_of, "/dispatch?mode=hot")
    legend = page.locator(".legend")

    expect(legend).to_contain_text("Hot, 1 % false")
    expect(legend).to_contain_text("Tiles of 200 m")
    expect(page.locator('[data-mode="hot"]')).to_have_attribute("aria-pressed", "true")
    assert page.locator("img.leaflet-image-layer").count() == 0
    page.click('[data-mode="heat"]')
    expect(legend).to_contain_text("Cases per km²")


def test_the_heat_reads_at_the_cursor_and_is_drawn_in_other_ways(page_of):
    page = opened(page_of)
    legend = page.locator(".legend")
    stage = page.locator(".stage").bounding_box()
    middle = (stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2)

    page.mouse.move(*middle, steps=3)
    expect(legend.locator(".at-cursor")).to_have_text(re.compile(r"Here: [\d,.]+ cases per km²"))

    before = legend.locator("li").all_inner_texts()
    legend.locator("summary").click()
    legend.get_by_label("Relative to").select_option("roads")
    expect(legend.locator("h3")).to_have_text("Cases per km of road")
    assert "base=roads" in page.url
    page.mouse.move(middle[0] + 4, middle[1], steps=3)
    expect(legend.locator(".at-cursor")).to_have_text(re.compile(r"cases per km of road"))

    legend.get_by_label("Relative to").select_option("area")
    legend.get_by_label("Kernel").select_option("quartic")
    expect(legend).to_contain_text("Quartic kernel reaching 424 m.")

    legend.get_by_label("Keep these steps").check()
    page.wait_for_url("**breaks=*")
    kept = legend.locator("li").all_inner_texts()
    page.get_by_role("button", name="1 day").click()
    expect(legend).to_contain_text("Period of one day.")
    assert legend.locator("li").all_inner_texts() == kept
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert legend.locator("li").all_inner_texts() == kept
    assert before


def test_the_legend_of_the_heat_is_equal_at_three_zooms(page_of):
    page = opened(page_of)
    seen = []

    for zoom in (10, 13, 16):
        page.evaluate("zoom => window.stageMap.setZoom(zoom, { animate: false })", zoom)
        page.wait_for_load_state("networkidle")
        seen.append(page.locator(".legend li").all_inner_texts())

    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) > 3


def test_a_case_is_reported_with_the_question_of_its_class_and_a_picture(page_of, tmp_path):
    picture = tmp_path / "cover.jpg"
    Image.new("RGB", (300, 200), "olive").save(picture, "JPEG")
    page = opened(page_of)
    box = page.locator(".stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.45, box["y"] + box["height"] * 0.5)
    page.click('button[name="report"]')
    asking = page.evaluate(
        """async () => (await (await fetch("/api/classes")).json()).classes
        .find((one) => one.conditions.length)"""
    )
    label = f"{asking['name']} {asking['kind']}:{asking['code']}"
    page.fill('.panel input[name="class"]', asking["name"])
    page.wait_for_selector(f'#classes option[value="{label}"]', state="attached")
    page.fill('.panel input[name="class"]', label)
    page.locator('.panel input[name="class"]').dispatch_event("change")
    page.select_option('.panel select[name="condition"]', asking["conditions"][1])
    page.set_input_files('.panel input[name="photo"]', str(picture))
    page.click('button[name="send"]')

    expect(page.locator(".panel .facts", has_text=asking["conditions"][1])).to_be_visible()
    expect(page.locator(".panel .photos img")).to_have_count(1)
    expect(page.locator('.panel .part[data-part="before"] h4')).to_have_text("Before handling")
    page.set_input_files('.panel input[name="photo"]', str(picture))
    expect(page.locator(".panel .photos img")).to_have_count(2)


def test_the_card_tells_what_lies_around_a_case_and_the_map_rings_it(page_of):
    page = opened(page_of, "/dispatch?open=1")
    page.locator("ol.cases li").first.click()
    around = page.locator(".panel .around")
    expect(around.locator("h3")).to_have_text("Around here")
    expect(around.locator("p").first).to_contain_text("cases within 150 m and 30 days")
    number = page.url.split("case=")[1].split("&")[0]
    told = page.request.get(f"/api/cases/{number}/around").json()
    expect(around.locator(".neighbour")).to_have_count(len(told["cases"]))
    expect(around.locator("dl a").first).to_have_text(told["assets"][0]["code"])

    assert page.evaluate("document.documentElement.scrollWidth") == 1440  # nothing hangs out
    around.locator(".neighbour").first.click()

    expect(page).to_have_url(re.compile(f"case={told['cases'][0]['number']}"))
    expect(page.locator(".panel header")).to_contain_text(told["cases"][0]["number"])


def test_a_case_about_an_asset_that_was_looked_for(page_of):
    page = opened(page_of)
    page.fill('.finder input[name="place"]', "H-0231")
    expect(page.locator(".finder li[aria-selected]").first).to_contain_text("H-0231")
    page.keyboard.press("Enter")
    page.click('button[name="report"]')
    about = page.locator('.panel select[name="asset"]')
    expect(about.locator("option:checked")).to_contain_text("H-0231")

    name = page.evaluate(
        """async () => { const { classes } = await (await fetch("/api/classes?q=09001")).json();
        return `${classes[0].name} ${classes[0].kind}:${classes[0].code}`; }"""
    )
    page.fill('.panel input[name="class"]', name.split(" ")[0])
    page.wait_for_selector(f'#classes option[value="{name}"]', state="attached")
    page.fill('.panel input[name="class"]', name)
    page.click('button[name="send"]')

    expect(page.locator(".panel .facts a", has_text="H-0231").first).to_be_visible()
    page.wait_for_url("**case=*")
    number = page.url.split("case=")[1].split("&")[0]
    case = page.request.get(f"/api/cases/{number}").json()["case"]
    assert (case["asset_layer"], case["asset_code"]) == ("hydrants", "H-0231")
