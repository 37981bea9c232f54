"""One pass over a Parquet file of any length: rows a second and peak memory of the engine. No peer
reads one.

`python stream.py ROWS [INTERVIEWERS]` writes a temporary file of three columns (7 bytes a row),
reads and fits it in a process of its own, and prints the numbers as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from memory import peak_mib

INTERVIEWERS = 50_000
CHUNK = 1 << 21


def write_file(path: Path, rows: int, interviewers: int = INTERVIEWERS, seed: int = 20101) -> None:
    """Interviewers g, a 0-10 predictor x and an outcome y with random intercept and slope, in row
    groups of CHUNK.
    """
    import pyarrow as pa
    from pyarrow import parquet

    rng = np.random.default_rng(seed)
    u = rng.normal(size=(interviewers, 2)) * [0.8, 0.1]
    schema = pa.schema([("g", pa.int32()), ("x", pa.int8()), ("y", pa.float32())])
    with parquet.ParquetWriter(path, schema) as file:
        for first in range(0, rows, CHUNK):
            n = min(CHUNK, rows - first)
            g, x = (
                rng.integers(0, interviewers, n, dtype=np.int32),
                rng.integers(0, 11, n, dtype=np.int8),
            )
            y = (
                3.9
                + 0.14 * x
                + u[g, 0]
                + u[g, 1] * x
                + 1.9 * rng.standard_normal(n, dtype=np.float32)
            )
            file.write_table(pa.table({"g": g, "x": x, "y": y.astype(np.float32)}))


def read_and_fit(path: Path) -> dict:
    """Seconds of the pass and of the fit, rows a second, and the peak memory of this process."""
    from interviewer_effects.mixed import FileModel

    start = time.perf_counter()
    model = FileModel(path, "y", ["x"], "g", random=["x"])
    passed = time.perf_counter()
    model.fit()
    done = time.perf_counter()
    return {
        "rows": model.nobs,
        "interviewers": len(model.products.groups),
        "seconds": done - start,
        "pass_seconds": passed - start,
        "fit_seconds": done - passed,
        "rows_per_second": model.nobs / (passed - start),
        "peak_mib": peak_mib(),
    }


def measure(rows: int, interviewers: int = INTERVIEWERS) -> dict:
    """Write the file here, read it in a fresh process, so that its peak memory is its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.parquet"
        write_file(path, rows, interviewers)
        said = subprocess.run(
            [sys.executable, __file__, str(path)], capture_output=True, text=True, check=True
        )
    return json.loads(said.stdout)


if __name__ == "__main__":
    what = sys.argv[1]
    sizes = [int(float(text)) for text in sys.argv[1:]] if not Path(what).exists() else []
    print(json.dumps(measure(*sizes) if sizes else read_and_fit(Path(what))))
