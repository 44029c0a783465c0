"""JSON views; they read, ask `work`, and answer. All addresses of this room stand on this page."""

from flask import Flask

from gis_app.api import (
    admin,
    assets,
    case_patterns,
    case_words,
    cases,
    chosen_cases,
    coverage,
    draft_balance,
    draft_rebase,
    draft_review,
    drafts,
    duplicates,
    evaluation,
    ground,
    heat,
    hot_spots,
    imports,
    layers,
    live,
    open311,
    photos,
    places,
    plan,
    plan_compare,
    plan_impact,
    rules,
    views,
    wall,
    workload,
)

#: Every file of this room with the address it answers under.
ROOMS = (
    (admin.bp, "/api"),
    (ground.bp, "/api"),
    (plan.bp, "/api"),
    (drafts.bp, "/api"),
    (draft_review.bp, "/api"),
    (draft_balance.bp, "/api"),
    (draft_rebase.bp, "/api"),
    (plan_compare.bp, "/api"),
    (plan_impact.bp, "/api"),
    (workload.bp, "/api"),
    (coverage.bp, "/api"),
    (duplicates.bp, "/api"),
    (case_patterns.bp, "/api"),
    (cases.bp, "/api"),
    (live.bp, "/api"),
    (chosen_cases.bp, "/api"),
    (heat.bp, "/api"),
    (hot_spots.bp, "/api"),
    (case_words.bp, "/api"),
    (rules.bp, "/api"),
    (evaluation.bp, "/api"),
    (wall.bp, "/api"),
    (views.bp, "/api"),
    (open311.bp, "/open311/v2"),
    (places.bp, "/api"),
    (assets.bp, "/api"),
    (layers.bp, "/api"),
    (photos.bp, "/api"),
    (imports.bp, "/api"),
)


#: Views for programs that hold a key of their own and no cookie: nothing of theirs can be forged.
WITH_KEYS = (open311.bp,)


def register(app: Flask) -> None:
    """Hang every view under its address."""
    for blueprint, prefix in ROOMS:
        app.register_blueprint(blueprint, url_prefix=prefix)
