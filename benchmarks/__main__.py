"""`make bench`: every benchmark of this folder, one after the other, as tables with ratios."""

import argparse
import pkgutil
import runpy
import sys
from pathlib import Path


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    folder = Path(__file__).parent
    names = [m.name for m in pkgutil.iter_modules([str(folder)]) if m.name.startswith("bench_")]
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    reader.add_argument("names", nargs="*", help=f"which of {', '.join(names)}; all where none")
    wanted = reader.parse_args().names or names
    for name in wanted:
        print(f"\n== {name}", flush=True)
        sys.argv = [name]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


if __name__ == "__main__":
    main()
