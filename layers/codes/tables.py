"""Reading a table from CSV text: header checked, line numbers kept."""

import csv
import io
from collections.abc import Iterator, Sequence

from layers.errors import LayerError


class TableBroken(LayerError):
    """A table of codes or limits does not hold."""

    kind = "table_broken"
    template = "Line {line} of the table does not hold: {problem}."


def read_table(text: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a CSV text; values are stripped, empty lines left out.

    Raises
    ------
    TableBroken
        A column is missing, or a row has too few or too many values.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    lacking = [name for name in columns if name not in (reader.fieldnames or ())]
    if lacking:
        raise TableBroken(line=1, problem=f"the columns {lacking} are missing")
    try:
        for row in reader:
            if None in row or None in row.values():
                problem = f"it has not {len(reader.fieldnames or ())} values"
                raise TableBroken(line=reader.line_num, problem=problem)
            yield reader.line_num, {name: row[name].strip() for name in columns}
    except csv.Error as error:
        raise TableBroken(line=reader.reader.line_num, problem=str(error)) from error
