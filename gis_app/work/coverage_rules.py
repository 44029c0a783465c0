"""What may be asked about coverage: which layers, which radii, which spacings, by which rule."""

from typing import Any

from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from layers import LayerSpec
from layers.catalog import Shape

#: Radii that can be asked for, in metres.
RADII_M = (10.0, 2000.0)
#: Spacings along a road that can be asked for, in metres.
LIMITS_M = (10.0, 5000.0)
#: The radius of a layer without a rule of its own, in metres.
PLAIN_RADIUS_M = 200.0


class NoPoints(WorkError):
    """Coverage is asked of a layer whose assets are no points."""

    kind = "no_points"
    template = "The layer {layer} has no points that serve a radius; choose one of {layers}."


class RadiusOutOfRange(WorkError):
    """A radius is too small or too large."""

    kind = "radius_out_of_range"
    template = "A radius of {radius_m} m cannot be used; give {least:.0f} to {most:.0f} m."


class LimitOutOfRange(WorkError):
    """A limit of spacing is too small or too large."""

    kind = "limit_out_of_range"
    template = "A spacing of {limit_m} m cannot be used; give {least:.0f} to {most:.0f} m."


class NoSpacingRule(WorkError):
    """A layer has no rule for spacing, and no limit was given."""

    kind = "no_spacing_rule"
    template = "The layer {layer} has no rule for spacing along roads; give a limit in metres."


def rule_of(spec: LayerSpec) -> dict[str, Any] | None:
    """Return a layer's own rule and the standard it comes from, or None."""
    rule = spec.coverage
    if rule is None:
        return None
    return {"radius_m": rule.radius_m, "spacing_m": rule.spacing_m, "source": rule.source}


def point_layers(office: Office) -> list[LayerSpec]:
    """Return the asset layers whose features are points."""
    return [spec for spec in office.catalog.assets() if spec.shape is Shape.POINT]


def asked(office: Office, layer: str, radius_m: float | None = None) -> tuple[LayerSpec, float]:
    """Return a layer and the radius in metres it is asked with, its own where none is given.

    Raises
    ------
    layers.catalog.UnknownLayer, NoPoints, RadiusOutOfRange
        There is no such layer, it has no points, or the radius is of no use.
    """
    spec = office.catalog[layer]
    able = point_layers(office)
    if spec not in able:
        raise NoPoints(layer=layer, layers=", ".join(one.name for one in able))
    rule = spec.coverage
    own = PLAIN_RADIUS_M if rule is None else rule.radius_m
    reach_m = own if radius_m is None else radius_m
    if not RADII_M[0] <= reach_m <= RADII_M[1]:
        raise RadiusOutOfRange(radius_m=reach_m, least=RADII_M[0], most=RADII_M[1])
    return spec, reach_m


def limit_of(spec: LayerSpec, limit_m: float | None) -> float:
    """Return the spacing in metres that is asked for, the layer's own where none is given.

    Raises
    ------
    NoSpacingRule, LimitOutOfRange
        There is none, or it is of no use.
    """
    own = None if spec.coverage is None else spec.coverage.spacing_m
    limit = own if limit_m is None else limit_m
    if limit is None:
        raise NoSpacingRule(layer=spec.name)
    if not LIMITS_M[0] <= limit <= LIMITS_M[1]:
        raise LimitOutOfRange(limit_m=limit, least=LIMITS_M[0], most=LIMITS_M[1])
    return limit
