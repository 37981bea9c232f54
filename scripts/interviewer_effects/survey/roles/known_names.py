"""Column names that surveys are known by: who interviewed whom, weights, areas, countries."""

from __future__ import annotations

INTERVIEW = (
    *(
        "idno",
        "caseid",
        "case_id",
        "respid",
        "resp_id",
        "respondent",
        "respondent_id",
        "interview",
        "interview_id",
    ),
    *("pid", "persnr", "id", "mergeid", "uniqid", "lfdnr", "zanr"),
)
INTERVIEWER = (
    *(
        "intnum",
        "intno",
        "intnr",
        "int_id",
        "intid",
        "interviewer",
        "interviewer_id",
        "interviewerid",
        "ivnum",
    ),
    *("intervnr", "enumerator", "enumerator_id", "enum_id", "ivid", "iwer", "iwerid", "intcode"),
)
WEIGHT = (
    "pspwght",
    "anweight",
    "dweight",
    "weight",
    "wt",
    "wgt",
    "weights",
    "wght",
    "pweight",
    "gewicht",
)
INTERVIEWER_WEIGHT = (
    "interviewer_weight",
    "intweight",
    "int_weight",
    "intwt",
    "int_wt",
    "iwweight",
    "ivweight",
)
AREA = (
    "psu",
    "cluster",
    "clusterid",
    "cluster_id",
    "ea",
    "area",
    "point",
    "samplepoint",
    "sample_point",
    "ppoint",
)
ROUND = ("essround", "round", "wave")
COUNTRY = ("cntry", "country", "countrycode", "country_code", "land", "pays")
RESPONDENT = (
    *(
        "agea",
        "age",
        "gndr",
        "gender",
        "sex",
        "eisced",
        "eduyrs",
        "edlvl",
        "education",
        "educ",
        "marsts",
        "hhmmb",
    ),
    *("domicil", "hinctnta", "income", "employment"),
)
TECHNICAL = (
    *(
        "name",
        "essround",
        "edition",
        "proddate",
        "stratum",
        "prob",
        "dweight",
        "pspwght",
        "pweight",
        "anweight",
    ),
    *("weight", "psu", "cntry", "country", "inwtm", "idno"),
)


def is_named(column: str, names: tuple[str, ...]) -> bool:
    """Tell whether a column is called by one of the names, whatever its capitals."""
    return column.lower() in names


def first_named(columns, names: tuple[str, ...]) -> str | None:
    """Find the column with the name that stands first among `names`; None when there is none."""
    lowered = {str(column).lower(): str(column) for column in reversed(list(columns))}
    return next((lowered[name] for name in names if name in lowered), None)
