"""The only room that knows SQL: one GeoPackage, its transactions, and what is kept in it.

Open a store, open a transaction, hand it to the functions of the modules named here::

    store = open_store(path)
    with store.write("li", clock()) as tx:
        features.update(tx, "hydrants", hydrant, version=hydrant.version)
"""

from gis_app.store import (
    accounts,
    cases,
    classes,
    comments,
    drafts,
    features,
    history,
    photos,
    plans,
    settings,
)
from gis_app.store.accounts import Unit, User
from gis_app.store.backup import backup, fault, restore
from gis_app.store.cases import CaseArrays, CasePage, CaseQuery
from gis_app.store.editing import Tally
from gis_app.store.engine import Store, create_store, open_store
from gis_app.store.errors import (
    BackupForeign,
    BackupUnsound,
    CodeMissing,
    CodeTaken,
    CodeTwice,
    CrsDiffers,
    LayerNameTaken,
    NameTaken,
    NotAStore,
    PlanClosed,
    PlanOverlap,
    ShapeUnfit,
    StaleVersion,
    StoreBusy,
    StoreError,
    StoreExists,
    StoreMissing,
    StoreTooNew,
    UnknownFeature,
    UnknownField,
    UnknownRecord,
    ValueUnfit,
)
from gis_app.store.history import Entry
from gis_app.store.photos import Photo
from gis_app.store.plans import PlanHead
from gis_app.store.reading import Hit
from gis_app.store.transaction import ReadTx, WriteTx, moment_text

__all__ = [
    "BackupForeign",
    "BackupUnsound",
    "CaseArrays",
    "CasePage",
    "CaseQuery",
    "CodeMissing",
    "CodeTaken",
    "CodeTwice",
    "CrsDiffers",
    "Entry",
    "Hit",
    "LayerNameTaken",
    "NameTaken",
    "NotAStore",
    "Photo",
    "PlanClosed",
    "PlanHead",
    "PlanOverlap",
    "ReadTx",
    "ShapeUnfit",
    "StaleVersion",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreExists",
    "StoreMissing",
    "StoreTooNew",
    "Tally",
    "Unit",
    "UnknownFeature",
    "UnknownField",
    "UnknownRecord",
    "User",
    "ValueUnfit",
    "WriteTx",
    "accounts",
    "backup",
    "cases",
    "classes",
    "comments",
    "create_store",
    "drafts",
    "fault",
    "features",
    "history",
    "moment_text",
    "open_store",
    "photos",
    "plans",
    "restore",
    "settings",
]
