"""A case through all seven stages in the browser, by four people, to its place in the bulletin."""

import re

from playwright.sync_api import expect


def at(page, path):
    page.goto(path)
    page.wait_for_selector("html[data-ready]")
    return page


def state(page, title):
    expect(page.locator(".panel header .tag").first).to_have_text(title)


def act(page, name, *, note="", unit=False):
    page.click(f'.panel button[data-action="{name}"]')
    if not (note or unit):
        return
    if unit:
        expect(page.locator('.panel select[name="unit"]')).not_to_have_value("")
    if note:
        page.fill('.panel textarea[name="note"]', note)
    page.click(".panel form .primary")


def reported(collector):
    """Report litter at a place as a collector; return the number of the case."""
    box = collector.locator(".stage").bounding_box()
    collector.mouse.click(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * 0.5)
    collector.click('button[name="report"]')
    collector.fill('.panel input[name="class"]', "暴露垃圾")
    collector.wait_for_selector("#classes option[value*='暴露垃圾']", state="attached")
    wanted = collector.locator("#classes option").first.get_attribute("value")
    collector.fill('.panel input[name="class"]', wanted)
    collector.select_option('.panel select[name="source"]', "collector")
    collector.fill('.panel textarea[name="description"]', "Three bags beside the bin")
    collector.click('button[name="send"]')
    state(collector, "Reported")
    return re.search(r"\d{8}-\d+", collector.locator(".panel header").inner_text())[0]


def handled(clerk):
    """Do what the unit does: take the case up, and say that it is done."""
    act(clerk, "start")
    state(clerk, "Handling")
    act(clerk, "finish")
    state(clerk, "Handled")


def test_a_case_goes_through_all_seven_stages_with_four_roles(page_of):
    # 1 信息采集: a collector finds litter and reports it at its place.
    collector = at(page_of("inspector"), "/dispatch")
    number = reported(collector)

    # 2 案卷建立: the desk has it verified on the spot and files it; each sees what the other does.
    desk = at(page_of("dispatcher"), f"/dispatch?case={number}")
    act(desk, "ask_verify")
    state(collector, "To verify")
    act(collector, "confirm")
    state(desk, "To file")
    act(desk, "file")
    state(desk, "To dispatch")

    # 3 任务派遣: the proposed unit stands in the form.
    unit_name = desk.locator(".panel .proposal strong").first.inner_text()
    act(desk, "dispatch", unit=True)
    state(desk, "To handle")
    expect(desk.locator(".panel .facts", has_text="Unit").first).to_contain_text(unit_name)

    # 4 任务处理, 5 处理反馈: what the unit does is kept by the administrator here.
    clerk = at(page_of("admin"), f"/dispatch?case={number}")
    handled(clerk)
    state(desk, "Handled")

    # 6 核查结案: the collector looks again, not content at first; then the desk closes it.
    act(desk, "ask_check")
    state(collector, "To check")
    act(collector, "fail", note="One bag is left")
    state(clerk, "Rework")
    handled(clerk)
    state(desk, "Handled")
    act(desk, "ask_check")
    state(collector, "To check")
    act(collector, "pass")
    state(desk, "To close")
    act(desk, "close")
    state(desk, "Closed")
    line = desk.locator(".panel .line li").all_inner_texts()
    assert len(line) == 14, line
    assert "One bag is left" in "".join(line)

    # 7 综合评价: it stands behind a figure of the bulletin of these days, for all to read.
    reader = at(page_of("viewer"), "/reports?from=2026-11-01&to=2026-11-16&subject=unit")
    row = reader.locator("table.list tbody tr", has_text=unit_name)
    expect(row).to_have_count(1)
    row.locator("td.share button").first.click()
    expect(reader.locator(".behind .numbers a", has_text=number)).to_have_count(1)
