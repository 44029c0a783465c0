"""Open311 GeoReport v2: services, definitions, requests in and out, tokens, pages, JSON and XML."""

import io
import re
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from gis_app.store import features, photos
from gis_app.work import Actor, case_figures, open311_keys
from gis_app.work.case_question import CaseQuestion
from layers import Feature
from layers.crs import points_to_lonlat

ADMIN = Actor(name="admin", title="Admin", role="admin")
ROOT = "/open311/v2"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
#: The fields of the specification with their types; those of the first group must be there.
SERVICE = (
    {"service_code": str, "service_name": str, "metadata": bool, "type": str},
    {"description": str, "keywords": str, "group": str},
)
REQUEST = (
    {"service_request_id": str, "status": str, "service_code": str, "requested_datetime": str},
    {
        "status_notes": str, "service_name": str, "description": str, "agency_responsible": str,
        "service_notice": str, "updated_datetime": str, "expected_datetime": str, "address": str,
        "address_id": str, "zipcode": str, "lat": float, "long": float, "media_url": str,
    },
)  # fmt: skip


def read_xml(content):
    return ET.fromstring(content)  # noqa: S314 - our own answer


def fits(told, schema):
    """Fail where a record lacks a field, has one too many, or one of another type."""
    must, may = schema
    assert set(must) <= set(told) <= {*must, *may}
    for name, kind in {**must, **may}.items():
        value = told.get(name)
        assert isinstance(value, kind) or (name in may and value is None), (name, value)
    for name, value in told.items():
        if name.endswith("_datetime") and value is not None:
            assert MOMENT.match(value), (name, value)


def place(dx=30, dy=40):
    lon, lat = points_to_lonlat([388_000.0 + dx], [3_309_000.0 + dy], "EPSG:4550")
    return {"lat": f"{lat[0]:.7f}", "long": f"{lon[0]:.7f}"}


@pytest.fixture
def key(office):
    return open311_keys.add(office, ADMIN, "City app", "hotline")


@pytest.fixture
def app(client, key):
    """Return a client that nobody signed in on, and its key."""
    return client(), key


def post(app, form="json", **changes):
    client, key = app
    given = {"api_key": key, "service_code": "matter:09001", **place(), **changes}
    return client.post(f"{ROOT}/requests.{form}", data=given)


def get(app, path, **params):
    client, key = app
    query = "&".join(f"{name}={value}" for name, value in {"api_key": key, **params}.items())
    return client.get(f"{ROOT}/{path}?{query}")


def test_the_interface_is_off_until_somebody_has_a_key(client):
    for path in ("services.json", "requests.json", "services/matter:09001.json"):
        answer = client().get(f"{ROOT}/{path}")
        assert answer.status_code == 404
        assert "open311 add" in answer.json[0]["description"]


def test_services_are_the_classes_in_use(app):
    client, _ = app
    services = client.get(f"{ROOT}/services.json").json

    for service in services:
        fits(service, SERVICE)
        assert service["type"] in ("realtime", "batch", "blackbox")
    codes = [service["service_code"] for service in services]
    assert codes == sorted(set(codes))
    assert "matter:09001" in codes
    tree = read_xml(client.get(f"{ROOT}/services.xml").data)
    assert tree.tag == "services"
    assert [one.findtext("service_code") for one in tree.findall("service")] == codes


def test_a_service_with_conditions_asks_for_one(app):
    client, _ = app
    services = client.get(f"{ROOT}/services.json").json
    asking = next(service["service_code"] for service in services if service["metadata"])
    plain = next(service["service_code"] for service in services if not service["metadata"])

    told = client.get(f"{ROOT}/services/{asking}.json").json
    (question,) = told["attributes"]

    assert told["service_code"] == asking
    assert (question["code"], question["datatype"]) == ("condition", "singlevaluelist")
    assert len(question["values"]) > 1
    assert client.get(f"{ROOT}/services/{plain}.json").json["attributes"] == []
    tree = read_xml(client.get(f"{ROOT}/services/{asking}.xml").data)
    assert tree.tag == "service_definition"
    assert len(tree.findall("attributes/attribute/values/value")) == len(question["values"])
    wrong = post(app, service_code=asking, **{"attribute[condition]": "none such"})
    assert wrong.status_code == 400
    taken = post(app, service_code=asking, **{"attribute[condition]": question["values"][0]["key"]})
    assert taken.status_code == 200


def test_a_request_becomes_a_case_of_the_keys_source_and_is_told_again(app, office, actor):
    made = post(app, description="Stall on the kerb <b>", address_string="黄山路 3 号")
    assert made.status_code == 200, made.text
    (told,) = made.json
    number = told["service_request_id"]
    assert set(told) == {"service_request_id", "service_notice", "account_id"}

    (request,) = get(app, f"requests/{number}.json").json

    fits(request, REQUEST)
    assert (request["status"], request["service_code"]) == ("open", "matter:09001")
    assert request["description"] == "Stall on the kerb <b>"
    assert request["lat"] == pytest.approx(float(place()["lat"]), abs=1e-6)
    with office.store.read() as tx:
        stored = features.get(tx, "cases", number).values
    assert (stored["source"], stored["reporter"]) == ("hotline", "open311-City app")
    summary = case_figures.summary(office, actor("viewer"), CaseQuestion(), "en")
    assert {row["key"]: row["count"] for row in summary["by_source"]}["hotline"] == 1


def test_xml_tells_the_same_and_text_stays_text(app):
    made = post(app, form="xml", description="a < b & \x07 c")
    tree = read_xml(made.data)
    number = tree.findtext("request/service_request_id")

    told = read_xml(get(app, f"requests/{number}.xml").data)

    assert (tree.tag, told.tag) == ("service_requests", "service_requests")
    assert made.content_type.startswith("text/xml")
    request = told.find("request")
    plain = get(app, f"requests/{number}.json").json[0]
    assert {one.tag: one.text for one in request} == {
        name: None if value is None else str(value) for name, value in plain.items()
    }
    assert request.findtext("description") == "a < b &  c"


def test_requests_are_asked_for_by_service_status_period_and_page(app, office):
    numbers = [post(app).json[0]["service_request_id"] for _ in range(5)]
    with office.store.write("test", office.clock()) as tx:
        case = features.get(tx, "cases", numbers[0])
        changed = Feature(case.code, case.name, case.shape, {"state": "closed"})
        features.update(tx, "cases", changed, version=case.version)

    def ids(**params):
        return [one["service_request_id"] for one in get(app, "requests.json", **params).json]

    assert ids() == numbers[::-1]
    assert ids(status="closed") == [numbers[0]]
    assert ids(status="open") == numbers[:0:-1]
    assert ids(service_code="matter:09001") == numbers[::-1]
    assert ids(service_code="matter:06011") == []
    assert ids(service_request_id=f"{numbers[1]},{numbers[3]}") == [numbers[3], numbers[1]]
    assert ids(page=2, page_size=2) == [numbers[2], numbers[1]]
    assert ids(start_date="2026-06-16T00:00:00Z") == []
    assert ids(start_date="2026-06-01T00:00:00Z", end_date="2026-06-30T00:00:00Z") == numbers[::-1]
    assert get(app, "requests.json", page_size=2).headers["X-Total-Count"] == "5"
    pages = [ids(page=page, page_size=2) for page in (1, 2, 3, 4)]
    assert [number for page in pages for number in page] == numbers[::-1]


def test_a_token_is_the_id_from_the_first(app):
    number = post(app).json[0]["service_request_id"]

    assert get(app, f"tokens/{number}.json").json == [
        {"token": number, "service_request_id": number}
    ]
    assert get(app, "tokens/none.json").status_code == 404


def test_a_picture_comes_along_and_what_is_none_stores_nothing(app, office):
    client, key = app
    packed = io.BytesIO()
    Image.new("RGB", (60, 40), "olive").save(packed, "JPEG")
    given = {"api_key": key, "service_code": "matter:09001", **place()}

    sent = {**given, "media": (io.BytesIO(packed.getvalue()), "a.jpg")}
    made = client.post(f"{ROOT}/requests.json", data=sent)
    broken = {**given, "media": (io.BytesIO(b"no picture"), "a.jpg")}
    refused = client.post(f"{ROOT}/requests.json", data=broken)

    assert (made.status_code, refused.status_code) == (200, 400)
    with office.store.read() as tx:
        assert len(photos.of(tx, "cases", made.json[0]["service_request_id"])) == 1
        assert len(features.read_frame(tx, "cases")) == 1


@pytest.mark.parametrize("form", ["json", "xml"])
def test_errors_come_in_the_form_that_was_asked_for(app, form):
    cases = [
        (post(app, form=form, api_key="wrong"), 403),
        (post(app, form=form, service_code="matter:99999"), 404),
        (post(app, form=form, lat="", long=""), 400),
        (post(app, form=form, lat="91", long="0"), 400),
        (post(app, form=form, lat="0", long="0"), 400),
        (post(app, form=form, description="x" * 5_000), 400),
        (get(app, f"requests/none.{form}"), 404),
        (get(app, f"requests.{form}", page_size=0), 400),
        (get(app, f"requests.{form}", status="done"), 400),
        (get(app, f"requests.{form}", start_date="soon"), 400),
    ]

    for answer, status in cases:
        assert answer.status_code == status, answer.text
        if form == "json":
            (error,) = answer.json
            code, said = error["code"], error["description"]
        else:
            tree = read_xml(answer.data)
            assert tree.tag == "errors"
            code, said = tree.findtext("error/code"), tree.findtext("error/description")
        assert int(code) == status
        assert said


def test_no_key_reads_or_reports(app, client):
    post(app)
    stranger = client()

    assert stranger.get(f"{ROOT}/requests.json").status_code == 403
    assert stranger.post(f"{ROOT}/requests.json", data=place()).status_code == 403
    assert stranger.get(f"{ROOT}/services.json").status_code == 200


def test_a_key_is_shown_once_and_can_be_taken_away(app, office, key):
    kept = open311_keys.listed(office, ADMIN)
    assert key not in str(kept)
    assert [one.name for one in kept] == ["City app"]

    open311_keys.remove(office, ADMIN, "City app")

    assert post(app).status_code == 404
    with pytest.raises(open311_keys.UnknownKey):
        open311_keys.remove(office, ADMIN, "City app")


def test_names_are_taken_once(office, key):
    for name in ("City app", " ", "x" * 41):
        with pytest.raises(open311_keys.KeyNameUnfit):
            open311_keys.add(office, ADMIN, name, "hotline")
