"""How often a clean survey is accused, whatever its answers look like; part of `make calibrate`.

Simulates surveys with nothing planted in cells (kind of answers × interviewers × intraclass
correlation × design), and counts what tests, intervals and flags of the audit say. Blocks of
surveys are kept in .cache as they are finished, in rounds over all cells: a run that is stopped, or
that `--minutes` ends, has as many surveys of each cell as it came to, and goes on where it was.
Writes rates.csv, rates.svg and rates.md beside this file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
import zlib
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import interviewer_effects
import numpy as np
import pandas as pd
import scipy
from calibrate import CACHE, meaning
from calibration.clean import HARDER, PLAIN, Clean, clean_cells
from calibration.judgements import PARTS, judged
from calibration.rates_page import publish
from calibration.rates_table import rows_of
from interviewer_effects.files import read_csv, write_csv, write_json

HERE = Path(__file__).parent
BLOCK = 25  # surveys that are kept together in the cache
NONRESPONSE_ICCS = (0.05, 0.0, 0.1, 0.2)
CODE = ("answers", "clean", "judgements", "design", "weights")
ROOMS = ("mixed", "audit")
MOST_AT_A_TIME = 4  # blocks waiting for each process


@dataclass(frozen=True)
class Block:
    """Some surveys of a cell, as one part of the audit sees them."""

    part: str
    cell: Clean
    number: int
    seed: int
    folder: Path

    @property
    def path(self) -> Path:
        """Where what is found is kept."""
        words = f"{self.part} {self.cell.name} {self.number} {self.seed}".replace(" ", "-")
        return self.folder / f"{words}.json"

    @property
    def stream(self) -> list[int]:
        """The seed of its surveys: none of another block, and all parts see the same surveys."""
        return [self.seed, zlib.crc32(self.cell.name.encode()), self.number]


def main() -> None:
    """Run what the cache lacks, then write table, figure and text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surveys", type=int, default=2_000, help="surveys of a cell")
    parser.add_argument("--seed", type=int, default=20101)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=np.inf, help="stop when they are over")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--cells", default="", help="of cells whose name this expression matches")
    parser.add_argument("--reference", type=Path, help="a file like the reference case, to deal")
    parser.add_argument("--keep", action="store_true", help="keep rows of other parts and cells")
    parser.add_argument("--output", type=Path, default=HERE, help="folder of rates.csv, .svg, .md")
    options = parser.parse_args()
    folder = cache_folder()
    blocks = blocks_of(options, folder)
    run(blocks, options)
    rows = [row for key, found in gathered(blocks).items() for row in rows_of(*key, found)]
    table = pd.DataFrame(rows)
    path = options.output / "rates.csv"
    if options.keep and path.exists():
        table = joined(read_csv(path), table)
    write_csv(table, path)
    publish(options.output)


def cache_folder() -> Path:
    """The folder of what this code finds: its name changes with the code."""
    package = Path(interviewer_effects.__file__).parent
    files = [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    files += [HERE / "calibration" / f"{name}.py" for name in CODE]
    words = f"rates {np.__version__} {scipy.__version__}" + "".join(map(meaning, files))
    folder = CACHE / hashlib.sha256(words.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def blocks_of(options: argparse.Namespace, folder: Path) -> list[Block]:
    """The blocks wanted, round by round."""
    pairs = [
        (part, cell)
        for part in options.parts
        for cell in cells_of(part, options.reference)
        if re.search(options.cells, cell.name)
    ]
    rounds = -(-options.surveys // BLOCK)
    return [Block(*pair, k, options.seed, folder) for k in range(rounds) for pair in pairs]


def cells_of(part: str, reference: Path | None) -> list[Clean]:
    """The cells that a part of the audit is judged in."""
    cells = clean_cells(reference)
    if part == "item nonresponse":
        sizes = list(dict.fromkeys(cell.J for cell in cells))
        return [Clean("item nonresponse", J, icc) for J in sizes for icc in NONRESPONSE_ICCS]
    if part == "influence":
        return [cell for cell in cells if cell.answers in HARDER and cell.design == PLAIN]
    return cells


def run(blocks: list[Block], options: argparse.Namespace) -> None:
    """Make the blocks that the cache lacks, in their order, until the time is over."""
    todo = [block for block in blocks if not block.path.exists()]
    start = time.monotonic()
    at_work: set[Future] = set()
    done = len(blocks) - len(todo)
    with ProcessPoolExecutor(options.cores) as pool:
        while todo and time.monotonic() - start < 60 * options.minutes:
            while todo and len(at_work) < MOST_AT_A_TIME * options.cores:
                at_work.add(pool.submit(make, todo.pop(0), options.reference))
            finished, at_work = wait(at_work, return_when=FIRST_COMPLETED)
            done += len(finished)
            names = [future.result() for future in finished]
            print(f"\r{done} of {len(blocks)} blocks, {names[-1]:60.60}", end="", file=sys.stderr)
        for future in at_work:
            future.result()
    print(file=sys.stderr)


def make(block: Block, reference: Path | None) -> str:
    """One block."""
    found = judged(block.part, block.cell, reference, block.stream, BLOCK)
    write_json(found, block.path)
    return f"{block.part}, {block.cell.name}"


def gathered(blocks: list[Block]) -> dict[tuple[str, Clean], list[dict]]:
    """What was found in all surveys of each part and cell, of the blocks that there are."""
    found: dict[tuple[str, Clean], list[dict]] = {}
    for block in blocks:
        if block.path.exists():
            surveys = json.loads(block.path.read_text(encoding="utf-8"))
            found.setdefault((block.part, block.cell), []).extend(surveys)
    return found


def joined(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Rows of both tables, those of now where both have one, in the order of the first."""
    keys = ["part", "answers", "interviewers", "icc", "design", "what"]
    rows = pd.concat([before, now]).drop_duplicates(keys, keep="last")
    order = {part: place for place, part in enumerate(PARTS)}
    return rows.sort_values("part", key=lambda column: column.map(order), kind="stable")


if __name__ == "__main__":
    main()
