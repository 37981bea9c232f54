"""What is known of respondents, as columns of a model."""

import numpy as np
import pandas as pd
import pytest
from interviewer_effects.audit.explanations.respondents import covariate_columns, respondents

ROLES = {"interview": "id", "interviewer": "who"}
WHO = np.repeat(list("abcd"), 5)


def known(categories=(), **columns):
    frame = pd.DataFrame({"id": [f"i{k}" for k in range(20)], "who": WHO, **columns})
    return respondents(frame, list(columns), ROLES, categories)


def test_numbers_stay_numbers_and_few_or_named_ones_are_categories():
    age, gender = np.arange(20.0, 40.0), np.tile([1.0, 2.0], 10)
    gender[3] = np.nan
    columns = covariate_columns(
        known(["code"], age=age, gender=gender, code=np.arange(20) % 12), WHO
    )
    assert list(columns["age"]) == ["age"]
    assert list(columns["gender"]) == ["gender[2]"]  # "not known" is of one interviewer alone
    assert list(columns["code"]) == [f"code[{k}]" for k in range(1, 8)]  # 8 to 11 stand once each
    np.testing.assert_array_equal(columns["age"]["age"], age)


def test_every_interview_stays_where_a_covariate_is_not_known():
    age = np.arange(20.0, 40.0)
    age[[1, 7, 12]] = np.nan
    columns = covariate_columns(known(age=age), WHO)["age"]
    assert columns["age[not known]"].tolist() == np.isnan(age).astype(float).tolist()
    assert columns["age"][1] == pytest.approx(np.nanmean(age))


def test_a_category_of_one_interviewer_explains_nobody():
    town = np.where(WHO == "b", "their own", np.tile(["north", "south"], 10))
    assert list(covariate_columns(known(town=town), WHO)["town"]) == ["town[south]"]


def test_what_other_columns_give_is_left_out():
    age = np.arange(20.0, 40.0) ** 1.5
    columns = covariate_columns(known(age=age, born=2000 - age, text=np.tile(["x", "y"], 10)), WHO)
    assert list(columns) == ["age", "text"]
