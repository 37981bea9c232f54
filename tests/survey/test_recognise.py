"""Who interviewed whom, by the names and the labels of columns as archives write them."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.survey.roles.proposed_roles import (
    propose_columns,
    propose_keys,
    propose_split,
)
from interviewer_effects.survey.roles.recognise import (
    area_columns,
    country_columns,
    interview_columns,
    interviewer_columns,
    weight_columns,
)

NAMES = [
    "INTVNR",
    "responsible",
    "enqueteur",
    "encuestador",
    "Interviewer_ID",
    "intvid",
    "fwintid",
    "ankieter",
    "anketar",
    "Srvyr",
    "ivnr",
    "int_no",
    "InterviewerNumber",
    "interviewerNr",
    "INTERVIEWER_CODE",
    "enumerator_name",
    "enum_code",
    "surveyor_id",
    "num_enqueteur",
    "numenq",
    "code_enq",
    "cod_encuestador",
    "id_encuestador",
    "codenc",
    "ENTREVISTADOR",
    "cod_entrev",
    "inquiridor",
    "cod_intervistatore",
    "rilevatore",
    "enquêteur",
    "interviewernummer",
    "Intervjuernummer",
    "kerdezo",
    "iwerid_mod",
    "a_ivid",
    "w1_intid",
    "IntCode",
    "field_worker_id",
    "fw_id",
    "data_collector",
    "username",
    "_submitted_by",
    "interviewer_name",
    "INT_ID",
    "intnr_2",
    "tazatel",
    "ankieter_id",
    "enumerador",
    "InterviewerID_final",
    "interviewer.id",
    "IVIEWER",
    "intrvid",
    "IV_NUM",
    "intvw_id",
    "intervieweur",
    "enquesteur",
    "INTERV",
    "anon_interviewer_id",
    "interviewerid_w3",
]
LABELS = [
    "Interviewer number",
    "Interviewer Number",
    "Interviewer number",
    "Interviewer ID",
    "Code of interviewer",
    "Interviewer identification",
    "Interviewer identification",
    "Interviewer number",
    "HH3. Interviewer's name and number",
    "intid. Interviewer ID",
    "Q117. Interviewer number",
    "Interviewernummer",
    "Nummer des Interviewers",
    "Numéro de l'enquêteur",
    "Code enquêteur",
    "Identifiant de l'enquêteur",
    "Código del encuestador",
    "Número de entrevistador",
    "Número de identificação do entrevistador",
    "Codice intervistatore",
    "Numer ankietera",
    "Kod ankietera/ki",
    "Číslo tazatele",
    "Šifra anketarja",
    "Kérdezőbiztos azonosítója",
    "Номер интервьюера",
    "Код на анкетьора",
    "Κωδικός συνεντευκτή",
    "Haastattelijan numero",
    "Intervjuarens nummer",
    "Anketör no",
    "Görüşmeci kodu",
    "Küsitleja number",
    "Interviuotojo numeris",
    "Intervētāja kods",
    "Cod operator de interviu",
    "Kodi i anketuesit",
    "访员编号",
    "면접원 번호",
    "رقم الباحث",
    "Interviewer",
    "Enumerator ID",
    "Name of enumerator",
    "Anonymised interviewer ID",
    "Interviewer identification number",
    "Unique interviewer number (scrambled)",
    "ID of the interviewer who conducted the interview",
    "IwerID",
    "Interviewer-Nr.",
    "Befrager: Nummer",
    "INTERVIEWER: ID",
    "Interviewer Id (country specific)",
    "Intervieweridentifikation",
    "INTERVIEWER-IDENTIFIKATIONSNUMMER",
    "Identifikationsnummer des Interviewers",
    "Interviewer no.",
    "investigator's code",
    "Interviewer Badge Number",
    "Field interviewer ID number",
    "interviewer id.",
    "Interviewer (ID)",
    "ID interviewer",
]
# of columns that say something of interviewers, or of something else
OTHER_NAMES = [
    "inwds",
    "intewde",
    "interview_id",
    "int_lang",
    "interviewer_gender",
    "interviewer_age",
    "interest",
    "internet",
    "internet_code",
    "intro",
    "intermon",
    "number",
    "supervisor",
    "superid",
    "collectorid",
    "numint",
    "num_enc",
    "ent",
    "ivdate",
    "inttype",
    "int_date",
    "integer",
    "intcode_region",
    "int1",
    "ident",
    "id",
    "code",
    "cntry",
    "name",
    "nom",
    "key",
    "enumeration_area",
    "enumarea",
    "ea_code",
    "intensity",
    "fwk",
    "fwdate",
    "intmiss",
    "assessor",
    "researcher",
    "operator",
    "team_id",
    "survey",
    "intmode",
    "intvdate",
    "intlength",
    "entrevista",
    "encuesta",
    "anketa",
    "ankieta_nr",
]
OTHER_LABELS = [
    "Interviewer's gender",
    "Age of interviewer",
    "Response rate of interviewer",
    "Language of interviewer",
    "Interview time",
    "Number of interviewers",
    "Interview number",
    "Interviewer assessment: respondent understood",
    "Interviewer: sex",
    "Sex (interviewer coded)",
    "Interest in politics",
    "How many interviewers came",
    "Interviewer comments",
    "INTERVIEWER: Code region",
    "Interviewer number of attempts",
    "Number of interviewer visits",
    "Interviewer's interview number",
    "Supervisor number",
    "Número de entrevista",
    "Code number",
    "Interviewer present",
    "Length of interview",
    "Interviewer years of experience",
    "Enumeration area code",
    "Trust in interviewer",
    "Did the interviewer read the questions",
    "Interviewer number of other persons present",
    "respondent interest",
    "Respondent number",
    "Assessment code",
    "Interviewer region",
    "Interviewer code for building condition",
    "Interviewer team number",
    "Interviewer wave",
    "CAPI/PAPI interviewer mode",
    "Interviewer code: ethnicity",
    "Interviewer education",
    "Same interviewer as last wave",
    "Interviewer workload",
    "Interviewer ID supervisor",
    "Kérdezés száma",
    "Anketa broj",
    "Numer ankiety",
    "Číslo dotazníku",
]
INTERVIEW_NAMES = ["SbjNum", "interview__key", "respno", "caseno", "idno", "quest_no"]
INTERVIEW_LABELS = [
    "Respondent number",
    "Interview number",
    "Número de entrevista",
    "Fragebogennummer",
    "Respondent's identification number",
    "Case ID",
    "Unique respondent ID",
    "Numer ankiety",
    "Questionnaire number",
    "Numéro du questionnaire",
    "Serial number",
    "Číslo dotazníku",
]


@pytest.mark.parametrize("name", NAMES)
def test_an_interviewer_column_is_known_by_its_name(name):
    assert interviewer_columns(["idno", name, "intgndr", "q1"]) == [name]


@pytest.mark.parametrize("label", LABELS)
def test_an_interviewer_column_is_known_by_its_label(label):
    labels = {"q1": "Trust in the police", "v3": label, "v4": "Interviewer's gender"}
    assert interviewer_columns(list(labels), labels) == ["v3"]


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_other_names_are_no_interviewer(name):
    assert interviewer_columns([name]) == []


@pytest.mark.parametrize("label", OTHER_LABELS)
def test_other_labels_are_no_interviewer(label):
    assert interviewer_columns(["v3"], {"v3": label}) == []


@pytest.mark.parametrize("name", INTERVIEW_NAMES)
def test_an_interview_column_is_known_by_its_name(name):
    assert interview_columns(["q1", name]) == [name]


@pytest.mark.parametrize("label", INTERVIEW_LABELS)
def test_an_interview_column_is_known_by_its_label(label):
    assert interview_columns(["q1", "v3"], {"v3": label, "q1": "Interviewer number"}) == ["v3"]


def test_a_label_that_says_something_else_outweighs_a_name_that_could_be_an_id():
    labels = {"intvno": "Interviewer's number of attempts", "v9": "Interviewer code"}
    assert interviewer_columns(["intvno", "v9"], labels) == ["v9"]


def test_areas_countries_and_weights_are_known_by_their_labels():
    labels = {
        "a": (
            "Primary sampling "
            "unit"
        ), "b": "Country of birth", "c": "Country code (ISO 3166-1 alpha-2)",
        "d": "Weight in kg", "e": "Design weight", "f": "Area of residence", "g": "País",
    }  # fmt: skip
    assert area_columns(list(labels), labels) == ["a"]
    assert country_columns(list(labels), labels) == ["c", "g"]
    assert weight_columns(list(labels), labels) == ["e"]


def frame(n=60):
    place = np.arange(n)
    return pd.DataFrame(
        {
            "nr": place,
            "q1": place % 3,
            "intv": place // 6,
            "cntry": np.where(place < 30, "BE", "NL"),
        }
    )


def test_values_must_be_those_of_the_role():
    data = frame().assign(
        interviewer=1, intnum=range(60), enumerator=lambda data: data["intv"], psu=7, weight=np.nan
    )
    columns = propose_columns(data, {"nr": "Respondent number"})
    assert columns == {
        "interview": "nr",
        "interviewer": "enumerator",
        "weight": None,
        "interviewer_weight": None,
        "area": None,
    }


def test_the_column_that_the_user_names_has_no_other_role():
    columns = propose_columns(frame().assign(psu=lambda data: data["intv"]), interviewer="psu")
    assert (columns["interviewer"], columns["area"]) == ("psu", None)


def test_several_countries_are_audited_one_by_one_where_each_can_be():
    roles = {"interviewer": "intv", "interview": "nr"}
    assert propose_split(frame(), {}, roles) == "cntry"
    assert propose_split(frame().assign(cntry="BE"), {}, roles) is None
    assert (
        propose_split(
            frame().assign(cntry=lambda data: data["cntry"].where(data["nr"] > 2)), {}, roles
        )
        is None
    )
    assert (
        propose_split(frame().assign(intv=lambda data: (data["nr"] >= 30) * 1), {}, roles) is None
    )


def test_keys_are_found_whatever_their_capitals_and_by_their_values():
    left = frame().assign(cntry="BE", idno=lambda data: data["nr"])
    right = left[["cntry", "idno"]].rename(columns=str.upper).assign(INTNUM=1)
    assert propose_keys(left, right) == {"cntry": "CNTRY", "idno": "IDNO"}
    assert propose_keys(left, right.rename(columns={"IDNO": "respno", "CNTRY": "c"})) == {
        "idno": "respno"
    }
    strangers = pd.DataFrame({"respno": left["nr"] + 1000})
    assert propose_keys(left[["idno"]], strangers) == {}
    assert propose_keys(
        left[["q1"]].assign(place=left["nr"]), pd.DataFrame({"place": left["nr"]})
    ) == {"place": "place"}
    assert propose_keys(left[["q1"]], pd.DataFrame({"q1": [0, 1, 1]})) == {}
