"""Fifty people at once: reads, edits and live streams on one embedded store, for two minutes.

`python -m benchmarks.bench_users [--users 50] [--seconds 120]`. The server is `python app.py` over
a fresh demonstration district. Each person looks at the desk (summary, queue, timeline, marks,
density, areas) with a filter of their own, and every fifth time changes something: reports a case,
moves a case of their own on, or moves one that everybody wants. Each holds a stream of news.

At the end it is proven that nothing was lost: every change the server said yes to is in the
history of its case, versions count them without a gap, and every stream told every change once.
"""

import argparse
import json
import random
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import requests

from benchmarks.serving import serving_file
from gis_app.commands.demo import ACCOUNTS, make_demo

CASES = 20_000
#: Seconds between two looks of a person.
THINK_S = (0.5, 1.5)
READS = (
    "/api/cases/summary?{}", "/api/cases?limit=60&sort=urgency&{}", "/api/cases/timeline?{}",
    "/api/cases/places?zoom=15&box=121.84,29.89,121.86,29.91&{}", "/api/cases/density?{}",
    "/api/cases/areas?by=grid&{}",
)  # fmt: skip
FILTERS = ("", "open=1", "source=video", "from=2026-10-01&to=2026-10-15", "light=red", "q=路")
#: The way of a case that somebody reported.
WAY = ("accept", "file")
#: Refusals that are right: somebody else was first.
FAIR = (409, 422)


@dataclass
class Ledger:
    """What all people did together."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    took_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter = field(default_factory=Counter)
    fair: int = 0
    done: list[tuple[str, str]] = field(default_factory=list)

    def note(self, kind: str, begun: float, status: int) -> None:
        """Note how long an answer took and whether it was right."""
        with self.lock:
            self.took_ms[kind].append(1000 * (time.perf_counter() - begun))
            if status in FAIR and kind == "edit":
                self.fair += 1
            elif status >= 400:
                self.wrong[f"{kind} {status}"] += 1


class Person(threading.Thread):
    """One person at the desk, with a stream of news beside it."""

    def __init__(self, url: str, cookies: dict, ledger: Ledger, wanted: list[str], seed: int):
        super().__init__(daemon=True)
        self.url, self.ledger, self.wanted = url, ledger, wanted
        self.draw = random.Random(seed)
        self.session = requests.Session()
        self.session.cookies.update(cookies)
        self.end, self.quiet = threading.Event(), threading.Event()
        self.heard: list[tuple[str, str]] = []
        self.last = True
        self.mine: list[tuple[str, int, int]] = []
        self.stream = threading.Thread(target=self._listen, daemon=True)
        page = self.session.get(f"{url}/dispatch", timeout=30).text
        self.csrf = page.split('name="csrf" content="')[1].split('"')[0]
        self.mark = page.split('"news": "')[1].split('"')[0]

    def run(self) -> None:
        """Look and change until the end."""
        self.stream.start()
        turn = 0
        while not self.end.wait(self.draw.uniform(*THINK_S)):
            turn += 1
            try:
                self._read() if turn % 5 else self._change()
            except requests.RequestException as error:
                with self.ledger.lock:
                    self.ledger.wrong[type(error).__name__] += 1

    def _read(self) -> None:
        path = self.draw.choice(READS).format(self.draw.choice(FILTERS))
        begun = time.perf_counter()
        answer = self.session.get(self.url + path, timeout=30)
        self.ledger.note("read", begun, answer.status_code)

    def _change(self) -> None:
        choice = self.draw.random()
        if choice < 0.4 or not self.mine:
            self._report()
        elif choice < 0.8:
            number, version, at = self.mine.pop()
            if self._act(number, version, WAY[at]) and at + 1 < len(WAY):
                self.mine.append((number, version + 1, at + 1))
        else:
            number = self.draw.choice(self.wanted)
            card = self.session.get(f"{self.url}/api/cases/{number}", timeout=30).json()
            self._act(number, card["case"]["version"], "urge", note="now")

    def _report(self) -> None:
        body = {
            "kind": "matter", "class_code": "09001", "source": "hotline",
            "lon": self.draw.uniform(121.84, 121.86), "lat": self.draw.uniform(29.89, 29.91),
        }  # fmt: skip
        found = self._post("/api/cases", body)
        if found:
            case = found["case"]
            self.mine.append((case["number"], case["version"], 0))
            with self.ledger.lock:
                self.ledger.done.append((case["number"], "add"))

    def _act(self, number: str, version: int, action: str, note: str = "") -> bool:
        body = {"action": action, "version": version, "note": note}
        found = self._post(f"/api/cases/{number}/actions", body)
        if found:
            with self.ledger.lock:
                self.ledger.done.append((number, action))
        return bool(found)

    def _post(self, path: str, body: dict) -> dict | None:
        begun = time.perf_counter()
        answer = self.session.post(
            self.url + path, json=body, headers={"X-CSRFToken": self.csrf}, timeout=30
        )
        self.ledger.note("edit", begun, answer.status_code)
        return answer.json() if answer.ok else None

    def _listen(self) -> None:
        while not self.quiet.is_set() or self.last:
            try:
                self._hear()
            except requests.RequestException:
                self.end.wait(0.5)  # as a browser does: it comes again with its mark

    def _hear(self) -> None:
        with self.session.get(
            f"{self.url}/api/live/cases",
            headers={"Last-Event-ID": self.mark},
            stream=True,
            timeout=30,
        ) as answer:
            answer.encoding = "utf-8"
            event, mark = "", ""
            for line in answer.iter_lines(decode_unicode=True, chunk_size=1):
                name, _, value = (line or "").partition(": ")
                if name == "event":
                    event = value
                elif name == "id":
                    mark = value
                elif name == "data":
                    told = json.loads(value)
                    if event == "cases":
                        self.heard += [(c["number"], c["action"]) for c in told["changes"]]
                        if told["anew"]:
                            self.ledger.wrong["stream had to begin anew"] += 1
                    self.mark = mark
                    # the beat after everybody is done comes after all there was to tell
                    if event == "beat" and self.quiet.is_set():
                        self.last = False
                        return


def signed_in(url: str, name: str, password: str) -> dict:
    """Return the cookies of somebody who signed in."""
    session = requests.Session()
    page = session.get(f"{url}/sign-in", timeout=30).text
    csrf = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"name": name, "password": password, "csrf_token": csrf}
    session.post(f"{url}/sign-in", data=data, timeout=30).raise_for_status()
    return session.cookies.get_dict()


def measure(url: str, users: int, seconds: float) -> None:
    """Let people work and tell what came of it."""
    desk = next(one for one in ACCOUNTS if one.role == "dispatcher")
    cookies = signed_in(url, desk.name, desk.password)
    session = requests.Session()
    session.cookies.update(cookies)
    rows = session.get(f"{url}/api/cases?state=handling&limit=40", timeout=30).json()["rows"]
    wanted = [row["number"] for row in rows]
    before = {row["number"]: row["version"] for row in rows}
    ledger = Ledger()
    people = [Person(url, cookies, ledger, wanted, seed) for seed in range(users)]
    for person in people:
        person.start()
    time.sleep(seconds)
    for person in people:
        person.end.set()
    for person in people:
        person.join()
    time.sleep(1)
    for person in people:
        person.quiet.set()
    for person in people:
        person.stream.join(timeout=30)
    prove(session, url, ledger, people, before)
    for kind, took in sorted(ledger.took_ms.items()):
        ordered = sorted(took)
        at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99)]
        told = "   ".join(f"p{n} {ms:.0f} ms" for n, ms in zip((50, 95, 99), at, strict=True))
        print(f"{kind:<6} {len(took):>6}   {told}")
    print(f"changes made {len(ledger.done)}, rightly refused {ledger.fair}")
    print(f"errors {dict(ledger.wrong) or 'none'}")


def prove(
    session: requests.Session, url: str, ledger: Ledger, people: list[Person], before: dict
) -> None:
    """Fail where a change was lost, or a stream missed or doubled one."""
    made = Counter(ledger.done)
    by_case: dict[str, Counter] = defaultdict(Counter)
    for (number, action), times in made.items():
        by_case[number][action] += times
    for number, actions in by_case.items():
        card = session.get(f"{url}/api/cases/{number}", timeout=30).json()
        told = Counter("add" if e["action"] == "report" else e["action"] for e in card["history"])
        assert all(told[name] >= times for name, times in actions.items()), (number, actions, told)
        first = before.get(number, 0)
        assert card["case"]["version"] == first + sum(actions.values()), (number, actions)
    for person in people:
        heard = Counter(person.heard)
        assert heard == made, f"a stream heard {sum(heard.values())} of {sum(made.values())}"
    print(f"no change lost: {len(by_case)} cases, {len(people)} streams heard each change once")


def main() -> None:
    """Serve a fresh district and measure."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--users", type=int, default=50)
    reader.add_argument("--seconds", type=float, default=120.0)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "district.gpkg"
        make_demo(database, cases=CASES, quiet=True)
        with serving_file(database) as url:
            print(f"{asked.users} people for {asked.seconds:.0f} s on {CASES:,} cases")
            measure(url, asked.users, asked.seconds)


if __name__ == "__main__":
    main()
