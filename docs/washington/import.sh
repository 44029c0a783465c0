#!/bin/sh
# Make a district of Washington, D.C. from the city's own files:
#   docs/washington/import.sh ../shared/data/washington_dc data/washington.gpkg
# Every line that begins with `gis` is one command of the application; a test runs the same lines.
set -eu
DATA=$1
export DATABASE=$2
HERE=$(dirname "$0")
gis() { ".venv/bin/flask" --app app "$@"; }

gis init "$HERE/district.toml" "$DATABASE" --layers "$HERE/layers"

# The ground first: areas, then cells (their management grids and the first plan follow), then roads.
gis import "$DATA/ward-2012.geojson" --mapping "$HERE/mappings/streets.toml"
gis import "$DATA/single-member-district-2013.geojson" --mapping "$HERE/mappings/cells.toml"
gis import "$DATA/major-roads.geojson" --layer roads
gis import "$DATA/service-roads.geojson" --mapping "$HERE/mappings/service-roads.toml"

# Assets find their cell and road by where they lie.
gis import "$DATA/bridge-polygons-ddot.geojson" --mapping "$HERE/mappings/bridges.toml"
gis import "$DATA/cctv-street-cameras.geojson" --layer cameras
gis import "$DATA/litter-cans.geojson" --layer litter_bins
gis import "$DATA/sidewalk-grates.geojson" --mapping "$HERE/mappings/manholes.toml"
gis import "$DATA/street-vendor-locations.geojson" --layer stalls
gis import "$DATA/construction-permit-boundary.geojson" --layer sites
gis import "$DATA/public-school-grounds.geojson" --mapping "$HERE/mappings/schools.toml"

# Files with rows that cannot be taken: the good rows, and a list of the others.
gis import "$DATA/public-space-permits-last-30-days.geojson" --mapping "$HERE/mappings/space_permits.toml" --good-rows --report "$DATABASE.permits.csv"
gis import "$DATA/service_requests.csv" --mapping "$HERE/mappings/cases.toml" --good-rows --report "$DATABASE.cases.csv"

gis check
