"""The scripts of the audit room, run in their order on a folder, as Snakemake would run them."""

from shutil import copytree
from types import SimpleNamespace

import describe_power
import diagnose_fit
import drill_down
import find_causes
import fit_models
import flag_interviewers
import measure_shrinkage
import recode_trimmed
import record_tables
import screen_items
import test_variances as variances
from interviewer_effects.files import read_csv
from small_surveys import Inputs, write_survey

TESTS = {"bootstrap": 9, "seed": 1, "alpha": 0.05}
INFLUENCE = {
    "influence": "influence",
    "groups": "influence_groups",
    "interviews": "influence_interviews",
}
PARTS = (
    "fits",
    "parameters",
    "tests",
    "explained",
    "intervals",
    "effects",
    "diagnostics",
    "dropped",
    "absent",
    *INFLUENCE.values(),
)
WHOLE = ("drill", "causes", "conclusions", "spread", "shrinkage", "treatments")
LEFT_OUT = ("excluded", "kept", "second_look")
LOOKED = {
    "data": "data.parquet",
    "records": "fits.json",
    "effects": "effects.csv",
    "influence": "influence.csv",
    "groups": "influence_groups.csv",
}
OF_VARIANT = (*PARTS, "residuals", "qq", "nulls", "replicates", "profiles")


def run(script, folder, inputs, outputs, **params):
    """One script; inputs and outputs are paths in folder, or lists of them."""
    place, made = (
        {
            name: [folder / one for one in path] if isinstance(path, list) else folder / path
            for name, path in files.items()
        }
        for files in (inputs, outputs)
    )
    log = [folder / "logs" / f"{script.__name__}.log"]
    script.main(
        SimpleNamespace(
            input=Inputs(place), output=Inputs(made), params=SimpleNamespace(**params), log=log
        )
    )


def model(folder, variant, settings, adjust="holm"):
    """Fit, test, diagnose and flag one variant."""
    survey = "survey.parquet" if variant == "raw" else "recoded.parquet"
    files = {"survey": survey, "source": "source.json", "codebook": "codebook.json"}
    if variant == "trimmed":
        files["excluded"] = "trimmed/excluded.csv"
    outputs = {name: f"{variant}/{name}.csv" for name in OF_VARIANT}
    outputs |= {"data": f"{variant}/data.parquet", "records": f"{variant}/fits.json"}
    fitted = {
        "data": outputs["data"],
        "records": outputs["records"],
        "cells": "tables/recoded_cells.csv",
    }
    run(fit_models, folder, files, outputs, analysis=settings.section(), alpha=0.05)
    run(
        variances,
        folder,
        fitted,
        outputs,
        analysis=settings.section(),
        tests=TESTS,
        quoted=variant == "recoded",
    )
    given, made = ({name: [path] for name, path in files.items()} for files in (fitted, outputs))
    given, made = given | {"quoted": fitted["data"]}, made | {"treatments": "treatments.csv"}
    run(diagnose_fit, folder, given, made, analysis=settings.section(), alpha=0.05, seed=1)
    out = {role: f"{variant}/{name}.csv" for role, name in INFLUENCE.items()}
    out["effects"] = f"{variant}/effects.csv"
    chosen = {"adjust": adjust, "alpha": 0.05, "max_group": 2, "seed": 1, "coded": variant == "raw"}
    run(flag_interviewers, folder, fitted, out, analysis=settings.section(), **chosen)


def audit(folder, frame, settings, **survey):
    """The whole chain of one analysis; returns the folder. A variant that is another one is not
    fitted again.
    """
    write_survey(frame, folder, **survey)
    model(folder, "recoded", settings)
    if survey.get("codes"):
        model(folder, "raw", settings)
    else:
        copytree(folder / "recoded", folder / "raw")
    kept = {
        "effects": "recoded/effects.csv",
        "data": "recoded/data.parquet",
        "records": "recoded/fits.json",
    }
    left_out = {name: f"trimmed/{name}.csv" for name in LEFT_OUT}
    run(
        recode_trimmed,
        folder,
        kept,
        left_out,
        analysis=settings.section(),
        adjust="holm",
        alpha=0.05,
    )
    if len(read_csv(folder / "trimmed/excluded.csv")):
        model(folder, "trimmed", settings)
    else:
        copytree(folder / "recoded", folder / "trimmed", dirs_exist_ok=True)
    fitted = {"data": "recoded/data.parquet", "records": "recoded/fits.json"}
    run(
        describe_power,
        folder,
        fitted,
        {"power": "recoded/power.csv"},
        analysis=settings.section(),
        tests=TESTS,
        adjust="holm",
    )
    looked = {
        f"{v}_{name}": f"{v}/{file}" for v in ("raw", "recoded") for name, file in LOOKED.items()
    }
    looked |= {"codebook": "codebook.json", "cells": "tables/recoded_cells.csv"}
    looked["second_look"] = "trimmed/second_look.csv"
    run(drill_down, folder, looked, {"drill": "drill.csv"}, analysis=settings.section())
    looked |= {name: f"{name}.parquet" for name in ("survey", "recoded")} | {
        "source": "source.json"
    }
    chosen = {
        "analysis": settings.section(),
        "respondent_covariates": settings.respondent_covariates,
        "screened": [],
        "adjust": "holm",
        "alpha": 0.05,
        "seed": 1,
    }
    run(find_causes, folder, looked, {name: f"{name}.csv" for name in WHOLE[1:4]}, **chosen)
    whole = {
        "data": "recoded/data.parquet",
        "records": "recoded/fits.json",
        "excluded": "trimmed/excluded.csv",
    }
    made = {"shrinkage": "shrinkage.csv"}
    run(
        measure_shrinkage,
        folder,
        whole,
        made,
        analysis=settings.section(),
        alpha=0.05,
        replicates=9,
        seed=1,
    )
    return folder


def tables(folder, name="helping"):
    """The joined tables of the one analysis."""
    parts = [
        [t, name, v, folder / v / f"{t}.csv"] for t in PARTS for v in ("raw", "recoded", "trimmed")
    ]
    parts += [[table, name, "trimmed", folder / f"trimmed/{table}.csv"] for table in LEFT_OUT]
    parts += [[table, name, "", folder / f"{table}.csv"] for table in WHOLE]
    parts.append(["power", name, "recoded", folder / "recoded/power.csv"])
    run(
        record_tables,
        folder,
        {"whole": []},
        {
            "tables": [
                folder / f"tables/{t}.csv"
                for t in (*PARTS, *WHOLE, *LEFT_OUT, "power", "sensitivity")
            ]
        },
        parts=parts,
        min_cell=1,
        named=None,
    )
    return folder / "tables"


def screened(folder, items):
    """The screening table of some items."""
    files = {
        "survey": "recoded.parquet",
        "source": "source.json",
        "cells": "tables/recoded_cells.csv",
    }
    files["codebook"] = "codebook.json"
    names = (
        "screening",
        "cells",
        "scores",
        "silence",
        "silence_interviewers",
        "duplicates",
        "reversals",
    )
    made = {name: f"tables/{name}.csv" for name in names}
    run(
        screen_items,
        folder,
        files,
        made,
        screened=items,
        asked=[],
        adjust="holm",
        alpha=0.05,
        seed=1,
    )
    return folder / "tables" / "screening.csv"
