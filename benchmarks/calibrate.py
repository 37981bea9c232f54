"""How often tests reject without cause, find what is there, and intervals hold the truth; `make
calibrate`.

Simulates surveys in cells (interviewers × intraclass correlation × slope variance), two processes
at a time. What is finished is kept in .cache, so a stopped run goes on where it was; code, numbers
and seed are part of the name there. Fits under weights, each of which has cross-products of its
own, have fewer surveys. The bootstrap intervals of models with random slopes, which take a
bootstrap in every survey, are nearly all of the time. Writes calibration.csv, calibration.svg and
calibration.md beside this file, and the table of docs/calibration.md.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from pathlib import Path
from types import ModuleType

import interviewer_effects.mixed
import numpy as np
import pandas as pd
import scipy
from calibration import inverted, null, weights
from calibration.cell import Cell, measure
from calibration.design import designs
from interviewer_effects.files import read_csv, write_csv, write_json

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
INTERVIEWERS, ICCS, SLOPES = (20, 60, 125), (0.0, 0.02, 0.05, 0.1), (0.0, 0.04)
TABLES, CELLS = ("design", "replicates", "null"), ("rejections", "intervals", "cell")
INVERTED, WEIGHTS = ("design", "replicates", "intervals", "inverted"), ("design", "weights")
TABLE_FACTOR = 2  # surveys behind each point of a null table, for one in a cell


def main() -> None:
    """Run what the cache lacks, then write table, figure and text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=20101)
    parser.add_argument("--replicates", type=int, default=10_000, help="surveys per cell")
    parser.add_argument(
        "--intervals",
        type=int,
        default=10_000,
        help="surveys per cell for intervals by bootstrap in each",
    )
    parser.add_argument(
        "--weighted", type=int, default=1_000, help="surveys per cell under weights"
    )
    parser.add_argument(
        "--only", choices=["intervals", "weights"], help="keep all other rows of calibration.csv"
    )
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument(
        "--output", type=Path, default=HERE, help="folder of calibration.csv, .svg and .md"
    )
    parser.add_argument("--readme", type=Path, default=HERE.parent / "docs" / "calibration.md")
    options = parser.parse_args()
    path = options.output / "calibration.csv"
    kept = read_csv(path).to_dict("records") if options.only else []
    rows = [row for row in kept if not (inverted.is_row(row) or weights.is_row(row))]
    rows = rows if options.only else run(options.replicates, options.seed, options.cores)
    for kind, own, again, count in (
        ("intervals", inverted, run_inverted, options.intervals),
        ("weights", weights, run_weights, options.weighted),
    ):
        known = (
            [row for row in kept if own.is_row(row)] if options.only not in (None, kind) else None
        )
        rows += again(count, options.seed, options.cores) if known is None else known
    write_csv(pd.DataFrame(rows), path)
    from calibration.page import publish

    publish(options.output, options.readme, options.seed)


def cache(modules: tuple[str, ...], replicates: int, seed: int) -> Path:
    """The folder of what these modules compute: its name changes with the code, the numbers and the
    seed.
    """
    engine = Path(interviewer_effects.mixed.__file__).parent.rglob("*.py")
    own = [HERE / "calibration" / f"{name}.py" for name in modules]
    said = f"{replicates} {seed} {TABLE_FACTOR} {np.__version__} {scipy.__version__}"
    code = "".join(meaning(path) for path in [*sorted(engine), *own])
    folder = CACHE / hashlib.sha256((said + code).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def meaning(path: Path) -> str:
    """The code of a file without comments, layout and docstrings: editing a sentence computes
    nothing again.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if (
            isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and ast.get_docstring(node) is not None
        ):
            del node.body[0]
    return ast.dump(tree)


def run(replicates: int, seed: int, cores: int) -> list[dict]:
    """The rows of all cells, in order; tables first, as every cell of a design reads its table."""
    tables, folder = cache(TABLES, replicates, seed), cache(TABLES + CELLS, replicates, seed)
    points = list(product(INTERVIEWERS, range(len(null.GRID))))
    cells = [Cell(*values) for values in product(INTERVIEWERS, ICCS, SLOPES)]
    with ProcessPoolExecutor(cores) as pool:
        make = [
            (point_path(tables, *p), table_point, (*p, TABLE_FACTOR * replicates, seed, tables))
            for p in points
        ]
        finish(pool, make, "null distributions")
        given = [(k, c, replicates, seed, tables, folder) for k, c in enumerate(cells)]
        make = [(folder / f"{g[1].name}.json", one_cell, g) for g in given]
        finish(pool, make, "cells")
    return [
        row
        for cell in cells
        for row in json.loads((folder / f"{cell.name}.json").read_text(encoding="utf-8"))
    ]


def run_inverted(count: int, seed: int, cores: int) -> list[dict]:
    """The rows of the intervals that take a bootstrap in every survey."""
    cells = [Cell(*values) for values in product(INTERVIEWERS, ICCS, SLOPES)]
    return run_blocks(
        inverted,
        cells,
        [count] * len(cells),
        [seed, 4],
        cache(INVERTED, inverted.BLOCK, seed),
        cores,
    )


def run_weights(count: int, seed: int, cores: int) -> list[dict]:
    """The rows of the weighted fits."""
    cells = weights.cells(INTERVIEWERS)
    return run_blocks(
        weights, cells, [count] * len(cells), [seed, 5], cache(WEIGHTS, weights.BLOCK, seed), cores
    )


def run_blocks(
    kind: ModuleType, cells: list, counts: list[int], seed: list[int], folder: Path, cores: int
) -> list[dict]:
    """The rows of cells of a kind whose surveys, so many of each cell, are judged one by one, block
    by block.
    """
    points = [
        (k, cell, b, min(kind.BLOCK, count - at))
        for k, (cell, count) in enumerate(zip(cells, counts, strict=True))
        for b, at in enumerate(range(0, count, kind.BLOCK))
    ]
    paths = [folder / f"{kind.NAME}-{cell.name}-{b}-{size}.json" for _, cell, b, size in points]
    with ProcessPoolExecutor(cores) as pool:
        make = [
            (path, one_block, (kind.measured, cell, size, [*seed, k, b], path))
            for path, (k, cell, b, size) in zip(paths, points, strict=True)
        ]
        finish(pool, make, kind.WORDS)
    blocks = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    of = {
        cell: [block for block, point in zip(blocks, points, strict=True) if point[1] == cell]
        for cell in cells
    }
    return [row for cell, own in of.items() for row in kind.rows(cell, own)]


def finish(pool: ProcessPoolExecutor, make: list[tuple[Path, Callable, tuple]], what: str) -> None:
    """Do what has no file yet, the largest designs first, and say how far it is."""
    todo = [
        pool.submit(function, *given)
        for path, function, given in reversed(make)
        if not path.exists()
    ]
    start, before = time.monotonic(), len(make) - len(todo)
    for k, done in enumerate(as_completed(todo), before + 1):
        left = (time.monotonic() - start) / (k - before) * (len(make) - k)
        print(
            f"\r{what}: {k} of {len(make)}, {done.result()}, about {left:.0f} s left   ",
            end="",
            file=sys.stderr,
        )
    print(f"\r{what}: {len(make)} of {len(make)}".ljust(70), file=sys.stderr)


def point_path(folder: Path, J: int, k: int) -> Path:
    """Where the statistics of one point of a null table are kept."""
    return folder / f"null-J{J}-{k}.npz"


def table_point(J: int, k: int, count: int, seed: int, folder: Path) -> str:
    """One point of the null table of J interviewers."""
    null.save(
        null.simulate_null(designs(J), null.GRID[k], count, [seed, 1, J, k]),
        point_path(folder, J, k),
    )
    return f"J = {J}"


def one_cell(k: int, cell: Cell, count: int, seed: int, tables: Path, folder: Path) -> str:
    """One cell, from the null table of its design."""
    parts = [null.load(point_path(tables, cell.J, at)) for at in range(len(null.GRID))]
    table = null.assemble(designs(cell.J), parts, null.GRID, [seed, 2, cell.J])
    write_json(measure(cell, table, count, [seed, 3, k]), folder / f"{cell.name}.json")
    return cell.name


def one_block(
    measured: Callable, cell: Cell | weights.Selected, count: int, seed: list[int], path: Path
) -> str:
    """One block of surveys of a cell."""
    write_json(measured(cell, count, seed), path)
    return path.stem


if __name__ == "__main__":
    main()
