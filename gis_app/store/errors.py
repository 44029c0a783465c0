"""What the store refuses, each with the facts of the refusal."""

from layers import GisError


class StoreError(GisError):
    """Something about the database file, or about what is kept in it, does not hold."""

    kind = "store_error"
    template = "The database refused this."


class StoreMissing(StoreError):
    """There is no database at the path."""

    kind = "store_missing"
    template = "There is no database at {path}; create one with `init` or `demo`."


class StoreExists(StoreError):
    """A database would be created over a file."""

    kind = "store_exists"
    template = "{path} exists already; choose another path or move the file away."


class NotAStore(StoreError):
    """A file is not a database of this application."""

    kind = "not_a_store"
    template = "{path} is not a database of this application: {problem}."


class StoreTooNew(StoreError):
    """A database was written by a later version of the application."""

    kind = "store_too_new"
    template = (
        "{path} has revision {revision}, which this version does not know; "
        "install the newer version of the application that wrote it, or restore an older backup."
    )


class StoreBusy(StoreError):
    """Another writer held the database for longer than a writer waits."""

    kind = "store_busy"
    template = "The database is busy with another change; try again in a moment."


class LayerNameTaken(StoreError):
    """A layer of the catalog bears the name of a table of the store."""

    kind = "layer_name_taken"
    template = "A layer may not be called {layer!r}: the database keeps a table of that name."


class UnknownFeature(StoreError):
    """A feature is named that is not stored."""

    kind = "unknown_feature"
    template = "There is no {code!r} in the layer {layer!r}; search for another part of the code."


class CodeTaken(StoreError):
    """A feature is added under a code that is in use."""

    kind = "code_taken"
    template = "The code {code!r} is taken in the layer {layer!r}; choose another code."


class CodeMissing(StoreError):
    """A feature is stored without a code."""

    kind = "code_missing"
    template = "Row {row} for the layer {layer!r} has no code; give every feature a code."


class CodeTwice(StoreError):
    """One set of features holds a code twice."""

    kind = "code_twice"
    template = "The code {code!r} stands twice among the features for {layer!r}; keep one of them."


class UnknownField(StoreError):
    """A value is given for a field that the layer does not have."""

    kind = "unknown_field"
    template = "The layer {layer!r} has no field {field!r}; see its fields on the layers page."


class ValueUnfit(StoreError):
    """A value is not of its field's kind."""

    kind = "value_unfit"
    template = "{value!r} does not fit the field {field!r} of {layer!r}, which holds {expected}."


class ShapeUnfit(StoreError):
    """A shape is not of its layer's family, or one is missing."""

    kind = "shape_unfit"
    template = "The shape of {code!r} is {found}; the layer {layer!r} holds {expected}."


class CrsDiffers(StoreError):
    """Features come in another CRS than the district's."""

    kind = "crs_differs"
    template = "The features are in {found}; convert them to {expected}, the district's CRS."


class StaleVersion(StoreError):
    """A change is based on a version that is no longer the stored one.

    `theirs` is what is stored now (a Feature, Plan, User or Unit), `mine` what was to be saved,
    None for a removal: a page can show both sides.
    """

    kind = "stale_version"
    template = (
        "{code!r} in {layer!r} was changed meanwhile: you hold version {mine_version}, version "
        "{stored_version} is stored; compare the two and save again."
    )

    def __init__(self, *, mine: object = None, theirs: object = None, **facts: object) -> None:
        self.mine = mine
        self.theirs = theirs
        super().__init__(**facts)


class UnknownRecord(StoreError):
    """A plan, user, unit or photo is named that is not stored."""

    kind = "unknown_record"
    template = "There is no {record} {name!r}."


class NameTaken(StoreError):
    """A user or unit is added under a name that is in use."""

    kind = "name_taken"
    template = "The name {name!r} is taken by another {record}; choose another."


class PlanOverlap(StoreError):
    """A plan would be in force on a date that another published plan holds."""

    kind = "plan_overlap"
    template = (
        "From {valid_from} on, the published plan {other!r} is in force or due; "
        "choose a later date or withdraw that plan."
    )


class PlanClosed(StoreError):
    """Something is done to a plan that its state does not allow."""

    kind = "plan_closed"
    template = (
        "The plan {name!r} is {state}, and this cannot be done to it; load the list of plans again."
    )


class BackupUnsound(StoreError):
    """A backup did not pass its check."""

    kind = "backup_unsound"
    template = "The backup {path} did not pass its check ({problem}); take or choose another."


class BackupForeign(StoreError):
    """A backup of one district would be restored over another."""

    kind = "backup_foreign"
    template = (
        "The backup {path} is of district {found}, the database is of district {expected}; "
        "restore it to a new path instead."
    )
