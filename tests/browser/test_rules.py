"""The rule book in a browser: a rule is changed, tried, saved, and met again on a case's card."""

from playwright.sync_api import expect


def opened(page_of, role="dispatcher", **options):
    page = page_of(role, **options)
    page.goto("/rules")
    page.wait_for_selector(".bigs")
    return page


def rule(page, place):
    return page.locator(f'.rule[data-place="{place}"]')


def test_a_rule_is_added_tried_and_saved(page_of):
    page = opened(page_of)
    before = page.locator(".rule").count()
    expect(page.locator(".found")).to_contain_text("No case would go to another unit than now.")

    page.click("button[name=add]")
    expect(page.locator(".found")).to_contain_text("Choose a unit for each rule")
    page.fill(".editor [name=name]", "Lamps <b>first</b>")
    page.select_option(".editor [name=unit]", label="Traffic Police")
    page.fill(".editor [name=classes]", "component:01037")
    page.keyboard.press("Enter")
    expect(page.locator(".editor .chip")).to_have_text("路灯×")
    new = rule(page, before + 1)
    expect(new.locator(".fires")).to_be_visible()
    expect(new).to_contain_text("Lamps <b>first</b>")
    expect(page.locator("table.moved tbody tr").first).to_contain_text("Street Lighting Office")
    new.get_by_role("button", name="Move up").click()
    expect(rule(page, before)).to_contain_text("Lamps")

    page.fill(".tools [name=note]", "trial")
    page.click("button[name=save]")
    expect(page.locator(".version")).to_have_text("version 2")
    page.reload()
    expect(rule(page, before)).to_contain_text("Lamps <b>first</b>")
    expect(page.locator(".found")).to_contain_text("No case would go to another unit than now.")


def test_a_rule_that_is_never_reached_says_which_one_takes_its_cases(page_of):
    page = opened(page_of)
    page.click("button[name=add]")
    page.select_option(".editor [name=unit]", label="Gas Company")
    page.fill(".editor [name=classes]", "component:01013")
    page.keyboard.press("Enter")

    expect(page.locator(".rule").last.locator(".tag")).to_contain_text("Never fires: rule")
    page.get_by_role("button", name="Discard changes").click()
    expect(page.locator("button[name=save]")).to_have_count(0)


def test_two_dispatchers_do_not_write_over_one_another(page_of):
    one, other = opened(page_of), opened(page_of)
    for page in (one, other):
        page.locator(".rule .what").first.click()
        page.fill(".editor [name=name]", "Renamed")
    one.click("button[name=save]")
    expect(one.locator(".toast")).to_contain_text("saved and in use")

    other.click("button[name=save]")

    expect(other.locator(".toast.bad")).to_contain_text("were saved by dispatcher meanwhile")
    expect(other.locator("button[name=save]")).to_be_visible()  # nothing of it is lost
    other.trouble.clear()


def test_readers_see_the_rules_and_cannot_touch_them(page_of):
    page = page_of("viewer")
    page.goto("/rules")
    page.locator(".rule .what").first.click()

    expect(page.locator(".editor [name=name]")).to_be_disabled()
    expect(page.locator("button[name=add]")).to_have_count(0)
    expect(page.locator(".outcome")).to_have_count(0)


def test_the_rules_read_in_chinese_on_a_phone(page_of):
    page = opened(page_of, language="zh", width=390, height=800)

    expect(page.locator("h1")).to_contain_text("派遣规则")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_card_proposes_a_unit_with_its_reason_and_takes_it_over(page_of):
    page = page_of("dispatcher")
    page.goto("/dispatch?state=to_dispatch")
    page.wait_for_selector("html[data-ready]")
    page.locator(".cases li[data-number]").first.click()
    proposal = page.locator(".proposal")
    expect(proposal.locator("h3")).to_have_text("Proposed unit")

    page.locator('[data-action="dispatch"]').click()
    page.select_option(".do [name=unit]", index=0)
    proposal.locator("button").first.click()

    name = proposal.locator("button").first.inner_text()
    chosen = page.eval_on_selector(".do [name=unit]", "one => one.selectedOptions[0].text")
    assert chosen == name
