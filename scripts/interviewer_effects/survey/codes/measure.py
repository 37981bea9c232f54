"""Whether the numbers of an item are amounts or names of groups: by the measure of SPSS and by the
value labels.

A nominal item is one that SPSS calls nominal, with a label for every value that is an answer and no
order in the labels. Archives call ordered scales and yes/no items nominal too: those are amounts
here, the latter with a share as their mean.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from .dictionary import Dictionary, code_text
from .reasons import is_answer

if TYPE_CHECKING:
    import pandas as pd

NOMINAL = "nominal"
STATED = ("nominal", "ordinal", "scale")
ORDERED_SHARE = (
    0.5  # of the labels with a word of degree or a number, for the labels to be in an order
)
YES = (
    *(
        "yes",
        "ja",
        "oui",
        "si",
        "sim",
        "tak",
        "ano",
        "da",
        "igen",
        "kylla",
        "jah",
        "taip",
        "ναι",
        "evet",
        "да",
        "так",
    ),
    *(
        "true",
        "wahr",
        "vrai",
        "po",
        "jes",
        "baie",
        "כן",
        "نعم",
        "是",
        "はい",
        "예",
        "ya",
        "ndiyo",
        "co",
        "bai",
    ),
)
NO = (
    *(
        "no",
        "nein",
        "non",
        "nao",
        "nie",
        "ne",
        "nem",
        "ei",
        "nei",
        "nej",
        "nee",
        "nu",
        "οχι",
        "hayir",
        "нет",
        "не",
        "ні",
    ),
    *(
        "false",
        "falsch",
        "faux",
        "jo",
        "לא",
        "لا",
        "否",
        "いいえ",
        "아니요",
        "tidak",
        "hapana",
        "khong",
        "ez",
    ),
)
NEGATIONS = (
    *(
        "not ",
        "no ",
        "non ",
        "un",
        "non-",
        "not-",
        "nicht ",
        "kein ",
        "keine ",
        "pas ",
        "non ",
        "nao ",
        "nie",
        "nie ",
    ),
    *(
        "ne",
        "ne ",
        "niet ",
        "geen ",
        "nem ",
        "ei ",
        "ikke ",
        "inte ",
        "не ",
        "не",
        "δεν ",
        "nu ",
        "in",
        "dis",
    ),
)
DEGREES = (  # words and beginnings (with *) of words of labels that stand in an order
    *(
        "very",
        "strongly",
        "completely",
        "extremely",
        "fairly",
        "quite",
        "rather",
        "somewhat",
        "slightly",
        "totally",
    ),
    *(
        "much",
        "little",
        "less",
        "least",
        "more",
        "most",
        "many",
        "few",
        "neither",
        "average",
        "medium",
        "moderate*",
    ),
    *(
        "always",
        "often",
        "sometimes",
        "rarely",
        "seldom",
        "never",
        "daily",
        "weekly",
        "monthly",
        "yearly",
        "times",
    ),
    *(
        "every",
        "once",
        "twice",
        "hardly",
        "frequent*",
        "occasional*",
        "regular*",
        "good",
        "bad",
        "poor",
        "fair",
    ),
    *(
        "excellent",
        "high*",
        "low*",
        "upper",
        "better",
        "worse",
        "best",
        "worst",
        "same",
        "agree*",
        "disagree*",
    ),
    *(
        "satisf*",
        "dissatisf*",
        "important",
        "unimportant",
        "likely",
        "unlikely",
        "all",
        "at all",
        "increase*",
    ),
    *(
        "decrease*",
        "remain*",
        "strong*",
        "weak*",
        "large*",
        "small*",
        "primary",
        "secondary",
        "tertiary",
        "too",
    ),
    *(
        "sehr",
        "eher",
        "ziemlich",
        "stark",
        "ganz",
        "gar",
        "voll*",
        "teils",
        "weder",
        "immer",
        "oft",
        "manchmal",
    ),
    *(
        "selten",
        "nie",
        "taglich",
        "gut",
        "schlecht",
        "mittel*",
        "hoch",
        "niedrig",
        "zufrieden",
        "unzufrieden",
    ),
    *(
        "stimme",
        "mehr",
        "weniger",
        "wichtig",
        "tres",
        "plutot",
        "assez",
        "peu",
        "pas du tout",
        "tout a fait",
    ),
    *(
        "toujours",
        "souvent",
        "parfois",
        "rarement",
        "jamais",
        "bien",
        "mal",
        "bon",
        "mauvais",
        "d accord",
        "plus",
    ),
    *(
        "moins",
        "muy",
        "bastante",
        "poco",
        "nada",
        "mucho",
        "siempre",
        "veces",
        "nunca",
        "bueno",
        "malo",
        "acuerdo",
    ),
    *(
        "desacuerdo",
        "mas",
        "menos",
        "regular",
        "molto",
        "abbastanza",
        "poco",
        "per niente",
        "sempre",
        "spesso",
    ),
    *(
        "talvolta",
        "raramente",
        "mai",
        "d accordo",
        "buono",
        "cattivo",
        "muito",
        "pouco",
        "sempre",
        "raramente",
    ),
    *(
        "concordo",
        "discordo",
        "zeer",
        "heel",
        "tamelijk",
        "nogal",
        "helemaal",
        "altijd",
        "vaak",
        "soms",
        "zelden",
    ),
    *(
        "nooit",
        "eens",
        "oneens",
        "goed",
        "slecht",
        "bardzo",
        "raczej",
        "zdecydowanie",
        "zawsze",
        "czesto",
        "czasem",
    ),
    *(
        "rzadko",
        "nigdy",
        "dobrze",
        "zle",
        "zgadzam",
        "velmi",
        "spise",
        "rozhodne",
        "vzdy",
        "casto",
        "nekdy",
    ),
    *(
        "zridka",
        "nikdy",
        "dobre",
        "spatne",
        "souhlas*",
        "nesouhlas*",
        "zelo",
        "vrlo",
        "uvek",
        "uvijek",
        "nikad",
    ),
    *(
        "nagyon",
        "inkabb",
        "egyaltalan",
        "mindig",
        "gyakran",
        "neha",
        "soha",
        "mycket",
        "ganska",
        "alltid",
        "ofta",
    ),
    *(
        "ibland",
        "sallan",
        "aldrig",
        "meget",
        "svaert",
        "ganske",
        "altid",
        "alltid",
        "erittain",
        "melko",
        "aina",
    ),
    *(
        "usein",
        "joskus",
        "harvoin",
        "koskaan",
        "foarte",
        "destul",
        "deloc",
        "intotdeauna",
        "очень",
        "скорее",
    ),
    *(
        "полностью",
        "всегда",
        "часто",
        "иногда",
        "редко",
        "никогда",
        "хорош*",
        "плох*",
        "соглас*",
        "много",
        "πολυ",
    ),
    *(
        "αρκετα",
        "λιγο",
        "καθολου",
        "παντα",
        "συχνα",
        "σπανια",
        "ποτε",
        "cok",
        "oldukca",
        "biraz",
        "hic",
        "her zaman",
    ),
)
WORD = re.compile(r"[^\W_]+")


def is_nominal(
    values: pd.Series, item: str, dictionary: Dictionary, missing: Collection[str]
) -> bool:
    """Whether the file says that the numbers of an item name groups; `missing` are its codes of no
    answer.
    """
    measure = dictionary.measures.get(item)
    return measure == NOMINAL and _names_groups(values, dictionary.values.get(item, {}), missing)


def seems_nominal(
    values: pd.Series, item: str, dictionary: Dictionary, missing: Collection[str]
) -> bool:
    """The same where the file states no measure, and a value is labelled as Other: a proposal."""
    labels = dictionary.values.get(item, {})
    if dictionary.measures.get(item) in STATED or not any(
        is_answer(label) for label in labels.values()
    ):
        return False
    return _names_groups(values, labels, missing)


def group_names(labels: Mapping[str, str]) -> dict[str, str]:
    """The name of each group: its label, with the code behind it where two have one label."""
    names = {code: " ".join(label.split()) for code, label in labels.items()}
    written = list(names.values())
    return {
        code: name if written.count(name) == 1 else f"{name} ({code})"
        for code, name in names.items()
        if name
    }


def is_yes_no(labels: Collection[str]) -> bool:
    """Whether two labels are yes and no, or something and its negation: Mentioned and Not
    mentioned.
    """
    if len(labels) != 2:
        return False
    one, other = (_plain(label) for label in labels)
    firsts = {one.split(" ")[0], other.split(" ")[0]}
    if firsts & set(YES) and firsts & set(NO) and len(firsts) == 2:
        return True
    return any(
        longer == negation + shorter
        for negation in NEGATIONS
        for longer, shorter in ((one, other), (other, one))
    )


def is_ordered(labels: Collection[str]) -> bool:
    """Whether half of the labels have a number or a word of degree in them."""
    n = sum(_is_degree(label) for label in labels)
    return n >= ORDERED_SHARE * len(labels)


def _names_groups(values: pd.Series, labels: Mapping[str, str], missing: Collection[str]) -> bool:
    if values.dtype.kind not in "if" or not labels:
        return False
    answers = [code for code in map(code_text, values.dropna().unique()) if code not in missing]
    if len(answers) < 2 or not all(labels.get(code, "").strip() for code in answers):
        return False
    said = [labels[code] for code in answers]
    return not is_yes_no(said) and not is_ordered(said)


def _is_degree(label: str) -> bool:
    text = f" {_plain(label)} "
    return bool(re.search(r"\d", text)) or any(
        f" {word[:-1]}" in text if word.endswith("*") else f" {word} " in text for word in DEGREES
    )


def _plain(label: str) -> str:
    """Small letters without accents and signs, one blank between words."""
    letters = unicodedata.normalize("NFKD", label.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(WORD.findall(bare.replace("ł", "l").replace("ı", "i")))
