"""A first mapping of a file's columns, with how sure it is and why; a person corrects it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from zoneinfo import ZoneInfo

from layers.catalog.spec import Field, FieldKind, LayerSpec, Titles
from layers.intake.columns import CODE, NAME, CodeRule, ColumnMapping
from layers.intake.dates import DateOrder, likely_order
from layers.intake.fold import fold, is_nothing
from layers.intake.readings import reader_of

#: Below this a column is not proposed.
_LEAST = 0.2
#: Below this a proposal is shown but not used; a code has to come from somewhere.
_SURE = 0.5
#: How much of the longer of two titles the shorter must be to be similar.
_ALIKE = 0.6
#: A title of fewer characters is not compared by its beginning or parts.
_SHORT = 3
#: Shapefiles cut titles to this length.
_DBF = 10
#: Columns that number rows in many exports; codes only where nothing better is there.
_ROW_NUMBERS = frozenset({"objectid", "fid", "gid", "ogcfid", "id", "index", "序号", "序號"})

#: Why a column was chosen; the English sentence is the key of its translation.
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "alias": "The title is a known name of this field.",
        "title": "The title is the field's own.",
        "cut_title": "The title is the field's own, cut to ten characters.",
        "similar": "The title is similar.",
        "row_number": "The column numbers the rows; check that the numbers stay the same.",
        "none": "No column fits.",
        "made": "No column holds codes; they are made from the order of the rows.",
    }
)


@dataclass(frozen=True, slots=True)
class Guess:
    """The column proposed for one target, from 0 (none) to 1 (sure); `reason` is of REASONS.

    `readable` is the share of the sample's values that the field can take, or None if the sample
    has none: below 1 there is something to map or to correct.
    """

    target: str
    column: str | None
    confidence: float
    reason: str
    readable: float | None = None


@dataclass(frozen=True, slots=True)
class GuessedMapping:
    """The proposal: a mapping, one guess for each target in order, and the columns left over.

    `date_order` is the order that dates with the year last must have, if the sample proves one.
    """

    mapping: ColumnMapping
    guesses: tuple[Guess, ...]
    leftovers: tuple[str, ...]
    date_order: DateOrder | None = None


def guess_mapping(
    spec: LayerSpec, titles: Sequence[str], sample: Sequence[Mapping[str, object]]
) -> GuessedMapping:
    """Return which column feeds which field of a layer, as far as titles and a sample tell.

    Titles are compared folded (width, case, marks, traditional characters):

    1. An alias of the catalog: 1, the later in its list the less.
    2. The field's title in either language or its name: 0.95; cut to ten characters: 0.8.
    3. A title that begins with such a name, or such a name with it: 0.45.
    4. For the code only, a column that numbers the rows: 0.35.
    5. If less than half of the sample can be read as the field's kind, half as sure; a code that
       repeats or is missing in the sample two thirds, missing in most rows a fifth.
    6. A proposal below 0.5 is shown for a person to accept, and not used; only the code is.

    The surest pairs are taken first, each column and each target once; ties go to the target that
    comes first in the layer, then to the column that comes first in the file. Without a column for
    the code, a rule makes codes from the order of the rows.
    """
    targets = _targets(spec)
    scored = sorted(
        (
            (-guess.confidence, row, at, guess)
            for row, target in enumerate(targets)
            for at, title in enumerate(titles)
            if (guess := _score(target, title, sample)).confidence >= _LEAST
        ),
        key=lambda found: found[:3],
    )
    taken: dict[str, Guess] = {}
    used: set[str] = set()
    for _, _, _, guess in scored:
        if guess.target not in taken and guess.column not in used and guess.column is not None:
            taken[guess.target] = guess
            used.add(guess.column)
    return _proposal(spec, titles, targets, taken, sample)


@dataclass(frozen=True, slots=True)
class _Target:
    """A target and the folded names it goes by."""

    field: Field
    aliases: tuple[str, ...]
    titles: tuple[str, ...]


def _targets(spec: LayerSpec) -> tuple[_Target, ...]:
    code = Field(CODE, spec.code_title, FieldKind.TEXT, aliases=spec.code_aliases)
    name = Field(NAME, Titles(zh="名称", en="Name"), FieldKind.TEXT, aliases=spec.name_aliases)
    return tuple(
        _Target(
            field=one,
            aliases=tuple(fold(alias) for alias in one.aliases),
            titles=tuple(fold(text) for text in (one.title.zh, one.title.en, one.name)),
        )
        for one in (code, name, *spec.fields)
    )


def _score(target: _Target, title: str, sample: Sequence[Mapping[str, object]]) -> Guess:
    confidence, reason = _by_title(target, title)
    if confidence == 0:
        return Guess(target.field.name, title, 0, "none")
    given = [row[title] for row in sample if title in row and not is_nothing(row[title])]
    readable = _readable(target.field, given) if given else None
    if readable is not None and readable < 0.5:  # noqa: PLR2004 -- 5: half of the sample
        confidence /= 2
    if target.field.name == CODE:
        confidence *= _fit_for_code(given, len(sample))
    return Guess(target.field.name, title, round(confidence, 3), reason, readable)


def _by_title(target: _Target, title: str) -> tuple[float, str]:
    folded = fold(title)
    if folded in target.aliases:  # 1
        return 1 - target.aliases.index(folded) / 1000, "alias"
    if folded in target.titles:  # 2
        return 0.95, "title"
    cut = target.field.name[:_DBF]
    if len(title) == _DBF and title.casefold() == cut:
        return 0.8, "cut_title"
    if any(_akin(folded, name) for name in (*target.aliases, *target.titles)):  # 3
        return 0.45, "similar"
    if target.field.name == CODE and folded in _ROW_NUMBERS:  # 4
        return 0.35, "row_number"
    return 0.0, "none"


def _fit_for_code(given: Sequence[object], rows: int) -> float:
    """Return by how much a sample lowers the hope that a column identifies the rows."""  # 5
    if len(given) * 2 < rows:
        return 1 / 5
    return 1.0 if len(set(map(str, given))) == rows else 2 / 3


def _akin(title: str, name: str) -> bool:
    """Return whether one of two names begins with the other; short ones prove nothing."""
    shortest, longest = sorted((len(title), len(name)))
    least = 2 if not name.isascii() else _SHORT + 1
    alike = shortest >= least and shortest >= _ALIKE * longest
    return alike and (title.startswith(name) or name.startswith(title))


def _readable(field: Field, given: Iterable[object]) -> float:
    reader = reader_of(field, order=DateOrder.MONTH_FIRST, zone=ZoneInfo("UTC"), values={})
    fit = [(kind := reader(value).kind) is None or kind == "read_as" for value in given]
    return sum(fit) / len(fit)


def _proposal(
    spec: LayerSpec,
    titles: Sequence[str],
    targets: Sequence[_Target],
    taken: Mapping[str, Guess],
    sample: Sequence[Mapping[str, object]],
) -> GuessedMapping:
    columns = {
        name: guess.column
        for name, guess in taken.items()
        if guess.column is not None and (guess.confidence >= _SURE or name == CODE)  # 6
    }
    rule = None if CODE in columns else CodeRule(prefix=f"{spec.name}-")
    guesses = [
        taken.get(name) or Guess(name, None, 0, "made" if name == CODE else "none")
        for name in (target.field.name for target in targets)
    ]
    ordered = {one.target: columns[one.target] for one in guesses if one.target in columns}
    leftovers = tuple(title for title in titles if title not in columns.values())
    dated = {t.field.name for t in targets if t.field.kind in (FieldKind.DATE, FieldKind.DATETIME)}
    read = [title for name, title in ordered.items() if name in dated]
    found = likely_order(row[title] for row in sample for title in read if title in row)
    mapping = ColumnMapping(ordered, code_rule=rule)
    return GuessedMapping(mapping, tuple(guesses), leftovers, found)
