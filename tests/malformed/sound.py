"""A sound survey, its config and its files, which every malformed case changes in one place."""

import copy
import io
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import yaml
from formats import write_survey

DROPPED = object()


def frame(**changes):
    """6 interviewers × 5 interviews, with some columns replaced, added or (None) left out."""
    rng, who = np.random.default_rng(5), np.repeat(np.arange(6), 5)
    columns = {
        "id": np.arange(30),
        "who": who,
        "y": rng.integers(0, 11, 30),
        "x": rng.integers(0, 11, 30),
        "age": rng.integers(18, 90, 30),
        "region": np.tile(["north", "south", "west"], 10),
        "rate": 40.0 + who**2,
        "weight": 1.0 + rng.permutation(30) / 7,
    }
    return pd.DataFrame(
        {name: value for name, value in (columns | changes).items() if value is not None}
    )


def put(name, place, value):
    """Replace one cell of a column."""
    column = frame()[name].astype(object)
    column[place] = value
    return {name: column}


def settings():
    """The config of that survey."""
    codes = {"77": "refusal", "88": "don't know"}
    entry = {"valid": [0, 10], "missing": codes}
    analysis = {
        "outcome": "y",
        "predictors": ["x"],
        "random_slopes": ["x"],
        "interviewer_covariates": ["rate"],
    }
    survey = {
        "data": "s.csv",
        "columns": {"interview": "id", "interviewer": "who", "weight": "weight"},
        "codebook": {"y": copy.deepcopy(entry), "x": copy.deepcopy(entry)},
        "analyses": {"a": analysis},
        "screen": ["y", "x"],
    }
    return {"surveys": {"s": survey}, "tests": {"bootstrap": 9}}


def config(**changes):
    """The config as YAML, with the keys given as a__b__c (inside the survey: s__key) set, or
    DROPPED.
    """
    content = settings()
    for path, value in changes.items():
        keys = path.split("__")
        node = content
        keys = ["surveys", *keys] if keys[0] == "s" else keys
        for key in keys[:-1]:
            node = node.setdefault(key, {})
        if value is DROPPED:
            del node[keys[-1]]
        else:
            node[keys[-1]] = value
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


def csv(**changes):
    """The survey as the bytes of a CSV file."""
    return frame(**changes).to_csv(index=False).encode()


def stored(suffix, data):
    """A frame as the bytes of a file of any format."""
    with tempfile.TemporaryDirectory() as folder:
        return write_survey(data, Path(folder) / f"s{suffix}").read_bytes()


def parquet(data):
    """A frame, or an Arrow table, as the bytes of a Parquet file."""
    buffer = io.BytesIO()
    if isinstance(data, pd.DataFrame):
        data.to_parquet(buffer, index=False)
    else:
        from pyarrow import parquet as pa_parquet

        pa_parquet.write_table(data, buffer)
    return buffer.getvalue()


def sav(data, **options):
    """A frame as the bytes of an SPSS file, with pyreadstat's options."""
    with tempfile.TemporaryDirectory() as folder:
        pyreadstat.write_sav(data, Path(folder) / "s.sav", **options)
        return (Path(folder) / "s.sav").read_bytes()


def faulty(words, *, data=None, n=1, **changes):
    """A case: the files to write, the words of the one line to expect, the number of lines."""
    text = changes.pop("text", None)
    files = {
        "config.yaml": config(**changes) if text is None else text,
        "s.csv": csv() if data is None else data,
    }
    return files, words, n
