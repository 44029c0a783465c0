"""Users and units by plain forms, without any script."""

import re

import pytest

from gis_app.application import create_app
from gis_app.work import COMMAND_LINE, accounts, admin

USER = {"name": "li", "title": "Li", "role": "inspector", "password": "long enough"}


def version_of(page):
    return re.search(r'name="version" value="(\d+)"', page.text)[1]


def test_an_administrator_adds_a_user_by_a_plain_form(client, office):
    boss = client("admin")

    answer = boss.post("/admin/users", data=USER | {"street": "330206002"}, follow_redirects=True)

    assert "The account li was added." in answer.text
    assert ">Li<" in answer.text
    assert "新碶街道" in answer.text
    assert accounts.sign_in(office, "li", "long enough").streets == ("330206002",)


def test_a_refused_form_keeps_what_was_typed_and_says_what_to_do(client):
    boss = client("admin")

    answer = boss.post("/admin/users", data=USER | {"title": "Long title", "password": "x"})

    assert answer.status_code == 422
    assert "fewer than 8 characters" in answer.text
    assert 'value="Long title"' in answer.text
    assert 'value="x"' not in answer.text


def test_a_stale_save_shows_both_sides_and_a_second_save_goes_over(client, office):
    boss = client("admin")
    form = {
        "title": "Mine",
        "role": "viewer",
        "version": version_of(boss.get("/admin/users/viewer")),
    }
    other = form | {"title": "Theirs", "role": "planner"}
    boss.post("/admin/users/viewer", data=other)

    answer = boss.post("/admin/users/viewer", data=form)
    again = boss.post("/admin/users/viewer", data=form | {"version": version_of(answer)})

    assert answer.status_code == 409
    cells = re.findall(r"<td>([^<]*)</td>", answer.text)
    assert [tuple(cells[:2]), tuple(cells[2:4])] == [("Mine", "Theirs"), ("Viewer", "Planner")]
    assert again.status_code == 302
    assert admin.account(office, COMMAND_LINE, "viewer").display_name == "Mine"


def test_a_stale_save_of_a_unit_shows_both_sides(client):
    boss = client("admin")
    boss.post("/admin/units", data={"code": "U01", "name_en": "Gas"})
    form = {"name_en": "Mine", "version": "1"}
    boss.post("/admin/units/U01", data=form | {"name_en": "Theirs"})

    answer = boss.post("/admin/units/U01", data=form)

    assert answer.status_code == 409
    assert answer.text.index("<td>Mine</td>") < answer.text.index("<td>Theirs</td>")


def test_units_are_listed_with_what_their_classes_are_called(client):
    boss = client("admin")

    boss.post("/admin/units", data={"code": "U01", "name_zh": "消防", "classes": "01013, 99999"})
    page = boss.get("/admin/units")

    assert "消防设施" in page.text
    assert "no class begins so" in page.text


def test_the_last_administrator_is_told_why_he_stays(client):
    boss = client("admin")

    answer = boss.post("/admin/users/admin/active", data={"active": "0", "version": "1"})

    assert answer.status_code == 422
    assert "ask another administrator" in answer.text


def test_closing_an_account_ends_its_session_and_opening_lets_it_in(client):
    boss, visitor = client("admin"), client("viewer")
    assert visitor.get("/api/ground").status_code == 200

    boss.post("/admin/users/viewer/active", data={"active": "0", "version": "1"})
    assert visitor.get("/api/ground").status_code == 401
    boss.post("/admin/users/viewer/active", data={"active": "1", "version": "2"})

    assert client("viewer").get("/api/ground").status_code == 200


def test_a_password_set_by_an_administrator_works(client, office):
    boss = client("admin")

    short = boss.post("/admin/users/viewer/password", data={"password": "x"})
    boss.post("/admin/users/viewer/password", data={"password": "brand new words"})

    assert short.status_code == 422
    assert accounts.sign_in(office, "viewer", "brand new words").name == "viewer"


def test_the_history_says_who_did_what_in_the_districts_time(client):
    boss = client("admin")
    boss.post("/admin/users/viewer", data={"title": "Vi", "role": "planner", "version": "1"})

    page = boss.get("/admin/history")

    assert "Account changed <b>viewer</b>" in page.text
    assert "2026-06-15 12:00:00" in page.text
    assert "argon2" not in page.text
    assert boss.get("/admin/history?before=99999999999999999999").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/admin",
        "/admin/users/new",
        "/admin/users/admin",
        "/admin/units",
        "/admin/units/new",
        "/admin/history",
        "/api/admin/prefixes?heads=01",
    ],
)
@pytest.mark.parametrize("role", ["dispatcher", "planner", "inspector", "viewer"])
def test_nobody_else_opens_these_pages(client, path, role):
    assert client(role).get(path).status_code == 403


@pytest.mark.parametrize("role", ["dispatcher", "viewer"])
def test_nobody_else_sends_these_forms(client, office, role):
    other = client(role)

    codes = [
        other.post("/admin/users", data=USER).status_code,
        other.post("/admin/users/admin/password", data={"password": "long enough"}).status_code,
        other.post("/admin/units", data={"code": "U1", "name_en": "x"}).status_code,
    ]

    assert codes == [403, 403, 403]
    assert len(accounts.users(office, COMMAND_LINE)) == 5


def test_unknown_users_and_units_are_not_found(client):
    boss = client("admin")

    assert boss.get("/admin/users/nobody").status_code == 404
    assert boss.get("/admin/units/U99").status_code == 404


def test_every_form_needs_its_token(office):
    app = create_app(office.store.path, TESTING=True, RATELIMIT_ENABLED=False)
    forms = [
        rule.rule.replace("<name>", "viewer").replace("<code>", "U01")
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and rule.rule.startswith(("/admin", "/profile"))
    ]

    codes = {form: app.test_client().post(form).status_code for form in forms}

    assert len(forms) == 8
    assert set(codes.values()) == {400}


def test_the_menu_offers_users_and_units_to_administrators_alone(client):
    assert 'href="/admin"' in client("admin").get("/profile").text
    assert 'href="/admin"' not in client("viewer").get("/profile").text
    assert 'href="/profile"' in client("viewer").get("/profile").text


def test_everybody_changes_the_own_password_and_stays_signed_in_here_alone(client):
    here, elsewhere = client("viewer"), client("viewer")
    words = {"old": "correct horse", "new": "another phrase", "again": "another phrase"}

    answer = here.post("/profile/password", data=words, follow_redirects=True)

    assert "Your password was changed" in answer.text
    assert here.get("/api/ground").status_code == 200
    assert elsewhere.get("/api/ground").status_code == 401


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"old": "wrong"}, "present password is not right"),
        ({"again": "different"}, "two new passwords differ"),
        ({"new": "x", "again": "x"}, "fewer than 8"),
    ],
)
def test_a_refused_change_of_password_says_why(client, changes, told):
    words = {"old": "correct horse", "new": "another phrase", "again": "another phrase"} | changes

    answer = client("viewer").post("/profile/password", data=words)

    assert answer.status_code == 422
    assert told in answer.text


def test_guessing_at_the_old_password_is_slowed_down(client):
    visitor = client("viewer")
    words = {"old": "guess", "new": "another phrase", "again": "another phrase"}

    codes = [visitor.post("/profile/password", data=words).status_code for _ in range(12)]

    assert codes[0] == 422
    assert codes[-1] == 429


def test_the_chosen_language_goes_over_what_this_browser_was_switched_to(client):
    visitor = client("viewer", language="zh")

    answer = visitor.post("/profile/language", data={"language": "en"}, follow_redirects=True)

    assert "My account" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/admin", "/admin/users/new", "/admin/users/viewer", "/admin/units", "/admin/units/new",
     "/admin/history", "/profile"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_administrator_opens_every_page(client, path, language):
    assert client("admin", language=language).get(path).status_code == 200
