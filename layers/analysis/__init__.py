"""Figures and surfaces computed from columns of cases and assets."""

from layers.analysis.backtest import BackTest, Ranker, TooFewWeeks, Trial, back_test
from layers.analysis.bases import assets, road_km
from layers.analysis.clock import EPOCH_WEEKDAY, NO_DAY, WEEKDAYS, LocalClock, Timeline
from layers.analysis.columns import (
    CODED,
    KEY_MARK,
    NO_TIME,
    CaseColumns,
    Coded,
    ColumnsUneven,
    class_keys,
)
from layers.analysis.counts import (
    CrossTally,
    Tally,
    count_by,
    cross_tally,
    per_hundred,
    per_km2,
    per_road_km,
)
from layers.analysis.coverage import Coverage, Covered, RadiusBroken, coverage
from layers.analysis.density import Raster, density, density_of, ratio, spread
from layers.analysis.edge import Edge, tiles_of
from layers.analysis.filters import AT_REST, Box, CaseFilter, in_box, mask
from layers.analysis.forecast import Forecast, TooFewDays, forecast
from layers.analysis.hotspots import (
    LEVELS,
    Emerging,
    HotSpots,
    emerging,
    false_discovery,
    hot_spots,
    touching,
    within,
)
from layers.analysis.kernels import Kernel
from layers.analysis.lattice import (
    BandwidthTooSmall,
    Lattice,
    LatticeTooLarge,
    Window,
)
from layers.analysis.legend import (
    PER_KM2,
    BreaksBroken,
    ChangeLegend,
    Legend,
    classify,
    colourise,
)
from layers.analysis.partition import Misfit, uncovered_doubled
from layers.analysis.piles import Pile, on_piles, piles, piles_at
from layers.analysis.rates import FEW, change_p, interval
from layers.analysis.repeats import Place, Repeats, TooManyPairs, repeats, worst_places
from layers.analysis.sample import Clusters, ClustersTooFine, Sample, clusters, recent_cases
from layers.analysis.scan import Cluster, Cylinders, Dated, scan
from layers.analysis.sizes import assets_in, road_shares
from layers.analysis.spacing import Gap, Part, Spacing, SpacingBroken, spacing
from layers.analysis.tiling import Tiling
from layers.analysis.warp import Warp, lonlat_bounds, to_mercator
from layers.analysis.within import points_within
from layers.analysis.xyz import NoSuchTile, tile_values, values_at

__all__ = [
    "AT_REST",
    "CODED",
    "EPOCH_WEEKDAY",
    "FEW",
    "KEY_MARK",
    "LEVELS",
    "NO_DAY",
    "NO_TIME",
    "PER_KM2",
    "WEEKDAYS",
    "BackTest",
    "BandwidthTooSmall",
    "Box",
    "BreaksBroken",
    "CaseColumns",
    "CaseFilter",
    "ChangeLegend",
    "Cluster",
    "Clusters",
    "ClustersTooFine",
    "Coded",
    "ColumnsUneven",
    "Coverage",
    "Covered",
    "CrossTally",
    "Cylinders",
    "Dated",
    "Edge",
    "Emerging",
    "Forecast",
    "Gap",
    "HotSpots",
    "Kernel",
    "Lattice",
    "LatticeTooLarge",
    "Legend",
    "LocalClock",
    "Misfit",
    "NoSuchTile",
    "Part",
    "Pile",
    "Place",
    "RadiusBroken",
    "Ranker",
    "Raster",
    "Repeats",
    "Sample",
    "Spacing",
    "SpacingBroken",
    "Tally",
    "Tiling",
    "Timeline",
    "TooFewDays",
    "TooFewWeeks",
    "TooManyPairs",
    "Trial",
    "Warp",
    "Window",
    "assets",
    "assets_in",
    "back_test",
    "change_p",
    "class_keys",
    "classify",
    "clusters",
    "colourise",
    "count_by",
    "coverage",
    "cross_tally",
    "density",
    "density_of",
    "emerging",
    "false_discovery",
    "forecast",
    "hot_spots",
    "in_box",
    "interval",
    "lonlat_bounds",
    "mask",
    "on_piles",
    "per_hundred",
    "per_km2",
    "per_road_km",
    "piles",
    "piles_at",
    "points_within",
    "ratio",
    "recent_cases",
    "repeats",
    "road_km",
    "road_shares",
    "scan",
    "spacing",
    "spread",
    "tile_values",
    "tiles_of",
    "to_mercator",
    "touching",
    "uncovered_doubled",
    "values_at",
    "within",
    "worst_places",
]
