"""The shell every page stands in: sign-in, language, headers, errors."""

import json
import re

import pytest

from gis_app.application import create_app
from gis_app.store import create_store, features
from gis_app.work import accounts, ground

DISTRICT = """
title = { zh = "试验区", en = "Trial district" }
adcode = "330206"
crs = "EPSG:4550"
centre = [121.85, 29.9]
"""
NONCE = re.compile(r"'nonce-([\w-]+)'")


def test_a_visitor_of_a_page_is_led_to_the_sign_in_and_back(client):
    visitor = client()

    answer = visitor.get("/")

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")


def test_a_visitor_of_the_api_is_told_in_json(client):
    answer = client().get("/api/ground")

    assert answer.status_code == 401
    assert answer.json["error"]["kind"] == "not_signed_in"


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client):
    visitor = client()

    wrong = visitor.post("/sign-in", data={"name": "planner", "password": "wrong one"})
    unknown = visitor.post("/sign-in", data={"name": "nobody", "password": "wrong one"})

    assert wrong.status_code == unknown.status_code == 401
    assert b"is not right" in wrong.data
    assert b"is not right" in unknown.data


def test_sign_in_is_slowed_down_after_many_attempts(client):
    visitor = client()

    codes = [
        visitor.post("/sign-in", data={"name": "planner", "password": "x"}).status_code
        for _ in range(12)
    ]

    assert codes[0] == 401
    assert codes[-1] == 429


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "/\\evil", "evil"])
def test_sign_in_never_leads_outside(client, next_):
    data = {"name": "viewer", "password": "correct horse", "next": next_}

    answer = client().post("/sign-in", data=data)

    assert answer.location == "/"


def test_a_session_ends_when_the_password_changes(client, office, actor):
    signed = client("viewer")
    assert signed.get("/api/ground").status_code == 200

    accounts.set_password(office, actor("admin"), "viewer", "another phrase")

    assert signed.get("/api/ground").status_code == 401


def test_every_answer_carries_a_policy_and_each_its_own_nonce(client):
    visitor = client()

    first, second = (visitor.get("/sign-in") for _ in range(2))

    policy = first.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert NONCE.search(policy)[1] != NONCE.search(second.headers["Content-Security-Policy"])[1]
    assert first.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_without_its_token_is_refused(office):
    app = create_app(office.store.path, TESTING=True)

    answer = app.test_client().post("/sign-in", data={"name": "viewer", "password": "x"})

    assert answer.status_code == 400


def test_the_language_follows_the_switch_and_is_kept(client):
    visitor = client(language="zh")
    assert "登录" in visitor.get("/sign-in").text

    visitor.post("/language", data={"language": "en", "next": "/sign-in"})

    assert "Sign in" in visitor.get("/sign-in").text


def test_an_unknown_page_is_a_page_and_an_unknown_api_address_is_json(client):
    signed = client("viewer")

    page, api = signed.get("/nowhere"), signed.get("/api/nowhere")

    assert page.status_code == api.status_code == 404
    assert "text/html" in page.content_type
    assert api.json["error"]["kind"] == "not_found"


def test_without_a_database_every_page_says_how_to_make_one(tmp_path):
    app = create_app(tmp_path / "none.gpkg", TESTING=True)

    answer = app.test_client().get("/", headers={"Accept-Language": "en"})

    assert answer.status_code == 503
    assert "make run" in answer.text


def test_the_secret_is_readable_by_its_owner_alone(client, office):
    key = office.store.path.parent / "secret.key"
    client()

    assert key.stat().st_mode & 0o077 == 0


def test_the_ground_comes_with_an_etag_and_again_as_304(client):
    signed = client("viewer")

    first = signed.get("/api/ground")
    again = signed.get("/api/ground", headers={"If-None-Match": first.headers["ETag"]})

    assert [road["n"] for road in first.json["roads"]] == ["太河路", "黄山路"]
    assert again.status_code == 304


def test_a_district_may_offer_one_language_alone(tmp_path):
    text = DISTRICT + '\nlanguages = ["en"]\n'
    create_store(tmp_path / "english.gpkg", text).close()
    app = create_app(tmp_path / "english.gpkg", TESTING=True)
    visitor = app.test_client()
    visitor.set_cookie("language", "zh")

    page = visitor.get("/sign-in", headers={"Accept-Language": "zh-CN"}).text

    assert 'lang="en"' in page
    assert "/language" not in page
    app.extensions["office"].store.close()


def cookies_of(app, **headers):
    answer = app.test_client().post("/language", data={"language": "en"}, headers=headers)
    return answer.headers["Set-Cookie"]


def test_cookies_are_secure_exactly_over_https(office, monkeypatch):
    monkeypatch.setenv("PROXIES", "1")
    app = create_app(office.store.path, TESTING=True, WTF_CSRF_ENABLED=False)

    assert "Secure" in cookies_of(app, **{"X-Forwarded-Proto": "https"})
    assert "Secure" not in cookies_of(app)


def test_no_proxy_is_believed_unless_it_is_named(office, monkeypatch):
    monkeypatch.delenv("PROXIES", raising=False)
    app = create_app(office.store.path, TESTING=True, WTF_CSRF_ENABLED=False)

    assert "Secure" not in cookies_of(app, **{"X-Forwarded-Proto": "https"})


def test_the_session_cookie_follows_https_too(office, monkeypatch):
    monkeypatch.setenv("PROXIES", "1")
    app = create_app(office.store.path, TESTING=True, WTF_CSRF_ENABLED=False)
    data = {"name": "viewer", "password": "correct horse"}

    answer = app.test_client().post("/sign-in", data=data, headers={"X-Forwarded-Proto": "https"})

    session = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("gis_session"))
    assert "Secure" in session
    assert "HttpOnly" in session


def test_the_ground_has_an_outline_even_where_the_district_has_none(office, actor):
    with office.store.write("test", office.clock()) as tx:
        stored = features.get(tx, "district", "330206")
        features.remove(tx, "district", "330206", version=stored.version)

    drawn = json.loads(ground.draw(office, actor("viewer")))

    assert len(drawn["outline"]) == 1
    assert len(drawn["outline"][0]["g"][0]) >= 5
