"""What people say about a plan, pinned to places; said things stay, and can be ticked off."""

from dataclasses import dataclass

import sqlalchemy as sa

from gis_app.store import history
from gis_app.store.errors import UnknownRecord
from gis_app.store.tables import plan_comments
from gis_app.store.transaction import ReadTx, WriteTx


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment on a plan; `place` is x and y in the district's CRS, or None."""

    id: int
    plan: int
    at: str
    who: str
    text: str
    place: tuple[float, float] | None
    done: bool


def add(tx: WriteTx, plan_id: int, text: str, place: tuple[float, float] | None = None) -> Comment:
    """Add a comment by the transaction's author."""
    x, y = place or (None, None)
    row = {"plan": plan_id, "at": tx.at, "who": tx.who, "text": text, "x": x, "y": y, "done": 0}
    result = tx.connection.execute(sa.insert(plan_comments).values(row))
    key = int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0
    history.append(tx, "plan_comments", "add", [(str(key), 1, None, history.as_json(row))])
    return get(tx, plan_id, key)


def get(tx: ReadTx, plan_id: int, comment_id: int) -> Comment:
    """Return a comment of a plan, or raise UnknownRecord."""
    mine = (plan_comments.c.plan == plan_id, plan_comments.c.id == comment_id)
    found = _comments(tx, sa.select(plan_comments).where(*mine))
    if not found:
        raise UnknownRecord(record="comment", name=comment_id)
    return found[0]


def of(tx: ReadTx, plan_id: int) -> list[Comment]:
    """Return the comments on a plan, the earliest first."""
    query = sa.select(plan_comments).where(plan_comments.c.plan == plan_id)
    return _comments(tx, query.order_by(plan_comments.c.id))


def tick(tx: WriteTx, plan_id: int, comment_id: int, *, done: bool) -> Comment:
    """Note that a comment is dealt with, or is not after all."""
    before = get(tx, plan_id, comment_id)
    if before.done != done:
        changed = sa.update(plan_comments).where(plan_comments.c.id == comment_id)
        tx.connection.execute(changed.values(done=int(done)))
        was, now = (history.as_json({"done": one}) for one in (before.done, done))
        history.append(tx, "plan_comments", "change", [(str(comment_id), None, was, now)])
    return get(tx, plan_id, comment_id)


def _comments(tx: ReadTx, query: sa.Select[tuple[object, ...]]) -> list[Comment]:
    return [
        Comment(
            row["id"],
            row["plan"],
            row["at"],
            row["who"],
            row["text"],
            None if row["x"] is None else (row["x"], row["y"]),
            bool(row["done"]),
        )
        for row in tx.connection.execute(query).mappings()
    ]
