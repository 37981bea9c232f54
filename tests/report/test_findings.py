from dataclasses import replace

import pandas as pd
import pytest
from interviewer_effects.audit.flags.masking_check import SECOND
from interviewer_effects.audit.models.absent_interviewers import COLUMNS as ABSENT
from interviewer_effects.audit.models.absent_interviewers import EVERY, WITH_COVARIATES
from interviewer_effects.files import read_csv, write_csv
from interviewer_effects.report.covariates import findings as covariates_findings
from interviewer_effects.report.data.unasked import unanswered
from interviewer_effects.report.dispersion import findings as dispersion_findings
from interviewer_effects.report.interviewers import check_findings
from interviewer_effects.report.models import findings as models_findings
from interviewer_effects.report.page import first_screen
from interviewer_effects.report.page.advice import advice
from interviewer_effects.report.page.panels import panels
from interviewer_effects.report.page.sections import survey_sections
from interviewer_effects.report.page.views import counted_or_three
from interviewer_effects.report.power import findings as power_findings
from interviewer_effects.report.survey import findings as survey_findings
from interviewer_effects.report.survey.figures import survey_pictures
from interviewer_effects.report.tests import findings as tests_findings
from interviewer_effects.report.text import p_values

pytestmark = pytest.mark.slow


def without(analysis, rows):
    """The analysis with rows of absent.csv."""
    table = pd.DataFrame(rows, columns=["analysis", "variant", *ABSENT])
    analysis.survey.read["absent"] = table
    return analysis


def test_the_first_screen_says_who_is_in_no_model(analysis):
    one = without(
        analysis(),
        [
            ["a", "recoded", "i90", 8, EVERY, "y", "no interview has a value of y"],
            ["a", "recoded", "i03", 8, WITH_COVARIATES, "rr", "rr is not known"],
        ],
    )
    one.survey.read["absent"]["analysis"] = one.name
    level = first_screen.level(one)
    assert "Interviewer i90 is in no model: no interview has a value of y." in str(level.text)
    assert "Interviewer i03 is in no model with interviewer covariates: rr is not known." in str(
        level.text
    )


def test_the_first_screen_says_nothing_where_everybody_is_in_the_models(analysis):
    assert "in no model" not in str(first_screen.level(analysis()).text)


def texts(analysis):
    return {
        answer.question: (str(answer.answer), str(answer.text))
        for answer in first_screen.answers(analysis)
    }


@pytest.mark.parametrize(
    ("p", "answer"),
    [
        ((1e-5, 0.61), "No, once missing-value codes are recoded"),
        ((1e-5, 1e-4), "Yes, also after recoding"),
        ((0.4, 0.01), "Yes, but it shows only after recoding"),
        ((0.4, 0.5), "Not detectably"),
    ],
)
def test_the_slopes_are_answered_before_and_after_recoding(analysis, p, answer):
    said, why = texts(analysis(slope_p=p))["Do slopes differ between interviewers?"]
    assert said == answer
    assert "2 records with code 88, at interviewer i00 (2)" in why
    assert ("is caused by these codes" in why) == (
        answer == "No, once missing-value codes are recoded"
    )


SIGNS_SAY = {0.2: (0.19, 0.21), 0.002: (0.001, 0.004)}


@pytest.mark.parametrize(
    ("published", "signs", "answer", "reading"),
    [
        (
            (1e-5, 0.61),
            0.2,
            "No, once missing-value codes are recoded",
            "difference between slopes is caused by these codes.",
        ),
        (
            (1e-5, 1e-4),
            0.2,
            "Not by the test to quote",
            "often finds differences that are not there. The sign test does not",
        ),
        (
            (0.4, 0.01),
            0.2,
            "Not by the test to quote",
            "often finds differences that are not there. The sign test does not",
        ),
        ((0.4, 0.61), 0.002, "Yes, by the test to quote", "sees slopes that differ in step"),
        (
            (1e-5, 0.61),
            0.002,
            "Yes, by the test to quote",
            "slopes is caused by these codes. The sign test also",
        ),
    ],
)
def test_variants_are_compared_by_the_published_test_and_quoted_by_the_sign_test(
    analysis, published, signs, answer, reading
):
    low, high = SIGNS_SAY[signs]
    one = with_tests(
        analysis(slope_p=published), "recoded", p_signs=signs, p_signs_low=low, p_signs_high=high
    )
    one = with_tests(
        one, "recoded", p_quote=signs, p_signs_variance=signs, p_signs_covariance=signs
    )
    said, why = texts(one)["Do slopes differ between interviewers?"]
    assert said == answer
    assert reading in why
    assert f"p to quote: sign test p = {signs:.3g}" in why.replace("0.20", "0.2")


def test_slopes_in_step_with_the_level_are_no_plain_yes(analysis):
    one = with_tests(
        analysis(), "recoded", p_signs=0.002, p_signs_covariance=0.001, p_signs_variance=0.3
    )
    said, why = texts(one)["Do slopes differ between interviewers?"]
    assert said == "Only in step with the interviewers' means"
    assert "as they do where a scale has a floor" in why


def test_without_codes_nothing_is_said_about_recoding(analysis):
    one = analysis(coded=False, slope_p=(0.001, 0.001))
    assert texts(one)["Do slopes differ between interviewers?"] == (
        "Yes",
        "Random slope of x: sign test p = 0.001 (p = 0.001 by the likelihood-ratio test as "
        "usually published).",
    )
    assert not any("to missing" in str(step) for step in advice(one))
    assert "so recoded equals raw" in str(models_findings.sensitivity(one)[1])


def test_the_level_is_answered_with_its_interval_and_what_it_costs(analysis):
    said, why = texts(analysis())["How large are interviewer effects?"]
    assert said == "5.7\u202f% of the variance is between interviewers"
    assert "2.8 to 10.0\u202f%" in why
    assert "Design effect 1.28 (1.14 to 1.50)" in why
    assert "the effective sample size for a mean is 112 of 144 interviews" in why


def test_a_fit_on_the_boundary_is_said_in_words(analysis):
    one = analysis(flat=True, reasons={})
    assert texts(one)["How large are interviewer effects?"][0] == "No detectable variance"
    assert (
        "nothing varies between the interviewers"
        in texts(one)["Which interviewers should be checked?"][1]
    )
    assert "On the boundary: null" in str(models_findings.ladder(one)[1])
    assert one.n_expected_extreme == 0
    assert one.effects("recoded")["z"].isna().all()


def test_reasons_are_kept_apart_and_chance_is_counted(analysis):
    reasons = {
        "raw": {"i05": "coded", "i07": "extreme"},
        "recoded": {"i01": "extreme", "i02": "outlier;extreme"},
    }
    one = analysis(reasons=reasons)
    said, why = texts(one)["Which interviewers should be checked?"]
    assert said == "i02 (unusual effects); i05 (missing codes that change a result)"
    assert "Outliers among 24: i02." in why
    assert (
        "2 interviewers pass the threshold called extreme; if all interviewers were alike, about "
        "1.5 would." in why
    )
    assert "i01" not in why  # a rank alone names nobody on the first screen
    assert "Extreme: i01 and i02." in str(check_findings.interviewers(one)[1])
    assert one.looked_at == ["i02", "i01", "i05"]
    assert one.panelled == ["i02", "i01", "i05", "i07"]
    assert "only if codes are treated as answers: i07" in str(check_findings.interviewers(one)[1])


def test_who_stands_out_at_the_second_look_is_told_apart(analysis):
    one = analysis(
        reasons={
            "raw": {},
            "recoded": {"i01": "extreme"},
            "trimmed": {"i03": "outlier", "i04": "extreme"},
        }
    )
    said, why = texts(one)["Which interviewers should be checked?"]
    assert said == "i03 (unusual effects)"
    again = "without the interviewers already found (masking check)"
    assert f"Re-assessed {again}, i03 has an unusual effect." in why
    heading, told = map(str, check_findings.interviewers(one))
    assert heading == "3 interviewers flagged for review, 1 by a test of their effects"
    assert "Extreme only when re-assessed: i04." in told
    assert one.looked_at == ["i01", *one.at_second_look]
    assert set(one.at_second_look) == {"i03", "i04"}
    assert "Ask the fieldwork team about i03: back-check a few of their interviews." in map(
        str, advice(one)
    )
    (panel,) = (panel for panel in panels(one) if panel.who == "i03")
    assert str(panel.why).startswith("In the masking check level z = ")
    assert panel.tables[1].rows[-1][0].text == SECOND


def test_a_masking_check_that_finds_nobody_says_so(analysis):
    one = analysis()
    said = (
        "Re-assessed without the interviewers already found (masking check), nobody else has an "
        "unusual effect."
    )
    assert said in str(texts(one))
    one.survey.read["excluded"] = one.survey.table("excluded").iloc[:0]
    assert "masking check" not in str(texts(one))


def test_the_most_striking_answers_of_those_looked_at_are_told(analysis):
    assert "i01: 5 of 6 answers are below 4." in str(check_findings.interviewers(analysis())[1])
    assert "below 4" not in str(check_findings.interviewers(analysis(alpha=0.001))[1])


def test_without_an_outlier_nobody_is_named(analysis):
    said, why = texts(analysis(reasons={}))["Which interviewers should be checked?"]
    assert said == "Nobody"
    assert (
        "No outlier: no interviewer's intercept or slope is unusual after adjustment for 24 "
        "comparisons" in why
    )
    assert "(smallest adjusted p: 0.48)" in why
    assert "i0" not in why


def test_advice_follows_from_the_tests(analysis):
    steps = [str(step) for step in advice(analysis())]
    assert steps[0].startswith("Set missing codes to missing")
    assert any("Include a random intercept" in step and "1.13" in step for step in steps)
    assert any("do not report different slopes" in step for step in steps)
    assert "Correct the 2 records with codes (r000 and r001) of interviewers i00." in steps
    assert not any(
        "Ask the fieldwork" in step for step in steps
    )  # i01 is extreme, which is no test


def test_copies_and_reversed_scales_come_to_the_first_screen(analysis):
    one = analysis(reasons={"raw": {}, "recoded": {}}, coded=False)
    assert "Ask the fieldwork" not in str([str(step) for step in advice(one)])
    pair = {
        "interviewer": "i07",
        "other_interviewer": "i07",
        "kind": "nearly identical",
        "usual": 0.15,
        "n_items": 12,
    }
    pairs = [pair | {"interview_1": a, "interview_2": b, "agreement": s, "p_adjusted": p}
             for a, b, s, p in (("r1", "r2", 1.0, 1e-9), ("r1", "r3", 0.92, 1e-6))]  # fmt: skip
    one.survey.read["duplicates"] = pd.DataFrame(pairs)
    turned = {"item": "y", "interviewer": "i09", "n": 20, "correlation": -0.71, "usual": 0.52}
    turned |= {"p": 1e-6, "p_adjusted": 1e-4}
    one.survey.read["reversals"] = pd.DataFrame([turned])
    said, why = texts(one)["Which interviewers should be checked?"]
    assert said == "i07 (interviews that repeat each other); i09 (an item with its scale reversed)"
    assert (
        "3 interviews of interviewer i07 repeat each other in 92 % or more of 12 answers (r1, r2 "
        "and r3); two "
        "interviews of different interviewers agree in 15 % on average (smallest adjusted p over "
        "all pairs: < 0.001)."
    ) in why.replace("\u202f", " ")
    assert (
        "Interviewer i09 seems to have recorded y with its scale reversed: in 20 interviews it "
        "correlates −0.71" in why
    )
    assert "Ask the fieldwork team about i07 and i09: back-check a few of their interviews." in map(
        str, advice(one)
    )
    (repeats,) = (s for s in survey_sections(one.survey, {}) if s.short == "Repeats")
    assert str(repeats.heading) == (
        "2 interviewers have interviews that repeat each other or an item with its scale reversed"
    )
    assert [table.anchor for table in repeats.tables] == ["duplicates", "reversals"]


def test_advice_follows_from_a_test(analysis):
    steps = [
        str(step) for step in advice(analysis(reasons={"raw": {}, "recoded": {"i01": "outlier"}}))
    ]
    assert any("Ask the fieldwork team about i01:" in step for step in steps)


def test_no_trouble_no_advice(analysis):
    one = analysis(flat=True, reasons={}, coded=False, slope_p=(0.8, 0.8))
    one.settings["random_slopes"] = []
    (step,) = advice(one)
    assert str(step).startswith("Nothing: analyse the interviews as they are. Up to ")


def test_without_a_bootstrap_several_variances_have_the_naive_p_alone(analysis):
    one = analysis(slope_p=(float("nan"), float("nan")), booted=False)
    assert "sign test p = 0.005 (REML, recoded)" in str(tests_findings.tests(one)[1])
    assert texts(one)["Do slopes differ between interviewers?"][0] == "Yes, by the test to quote"


def test_outliers_without_adjustment_are_counted_against_chance(analysis):
    one = analysis(reasons={"recoded": {"i01": "outlier"}, "raw": {}})
    assert "Outliers among 24: i01." in texts(one)["Which interviewers should be checked?"][1]
    one.survey.table("effects")["p_adjusted"] = one.survey.table("effects")["p"]
    assert (
        "not adjusted for their number (about 2 of 48 effects"
        in texts(replace(one))["Which interviewers should be checked?"][1]
    )


def test_few_interviewers_are_a_warning(analysis):
    one = analysis()
    assert "estimated imprecisely" not in str(first_screen.level(one).text)
    one.survey.table("fits")["n_interviewers"] = 6
    assert "With only 6 interviewers the variance is estimated imprecisely" in str(
        first_screen.level(one).text
    )


def test_an_item_without_a_label_is_named_once(analysis):
    survey = analysis().survey
    top = survey.table("recodes")["item"].iloc[0]
    assert f"in {top} (2): An item." in str(survey_findings.items(survey)[1])
    survey.codebook[top]["label"] = top
    assert f"in {top} (2). " in str(survey_findings.items(survey)[1])


def test_a_valid_range_is_spoken_of_where_there_is_one(analysis):
    survey = analysis().survey
    assert "No answer lies outside the valid range" in str(survey_findings.items(survey)[1])
    for entry in survey.codebook.values():
        entry["valid"] = None
    assert "valid range" not in str(survey_findings.items(survey)[1])


def test_a_reversed_answer_is_the_heading(analysis):
    heading, sentence = models_findings.sensitivity(analysis(slope_p=(1e-5, 0.61)))
    assert str(heading) == "Recoding reverses the answer about the slopes"
    assert "var(x) stays at 0.0038" in str(sentence)
    unchanged, _ = models_findings.sensitivity(analysis(slope_p=(0.5, 0.61)))
    assert str(unchanged) == "Neither recoding nor excluding interviewers changes a conclusion"


def test_trimming_that_leaves_nobody_out_says_why(analysis):
    one = analysis()
    left_out = one.survey.table("excluded")
    one.survey.read["excluded"] = left_out.iloc[:0]
    one.survey.read["kept"] = left_out.assign(why_not="team[one] would not vary any more")
    said = (
        "Nobody is left out, so trimmed equals recoded: without i01 team[one] would not vary any "
        "more."
    )
    assert said in str(models_findings.sensitivity(one)[1])
    calm = analysis(reasons={})
    calm.survey.read["excluded"] = calm.survey.table("excluded").iloc[:0]
    assert "Nobody was excluded" in str(models_findings.sensitivity(calm)[1])


def test_before_and_after_is_set_beside_chance(analysis):
    one = analysis()
    said = str(models_findings.by_chance(one))
    assert (
        "var(Intercept) would fall to about 0.47 (95 % range 0.45 to 0.49) without the most "
        "extreme one" in said
    )
    assert "so the change to 0.47 is no larger than in clean surveys (p = 0.31)" in said
    one.survey.read["shrinkage"] = one.survey.table("shrinkage").assign(p=0.004)
    assert "is larger than in clean surveys (p = 0.004)" in str(models_findings.by_chance(one))
    one.survey.read["shrinkage"] = one.survey.table("shrinkage").iloc[:0]
    assert models_findings.by_chance(one) is None


def test_residual_variance_and_item_nonresponse_come_to_the_first_screen(analysis):
    one = analysis(tested=True, reasons={})
    answer, why = texts(one)["Which interviewers should be checked?"]
    assert "i01 (an unusual residual variance); i00 (item nonresponse)" in answer
    assert (
        "Answers to y are unusually alike at i01: their residual standard deviation is 0.58 times"
        in why
    )
    assert "Straight-lining: 5 of 6 interviews are straight lines." in why
    told = (
        "Interviews with an item unanswered (item nonresponse), among interviewers who differ as "
        "the others do"
    )
    assert f"{told}: i00 (6 of 12, more than the others)." in why
    assert any("Ask the fieldwork team about i01 and i00" in str(step) for step in advice(one))
    one.survey.read["spread"] = one.survey.table("spread").assign(
        p_adjusted_bh=0.3
    )  # flagged without adjustment
    assert "residual variance" not in texts(one)["Which interviewers should be checked?"][0]


def test_whose_answers_are_alike_is_the_heading(analysis):
    one = analysis(tested=True)
    heading, sentence = (str(part) for part in dispersion_findings.spread(one))
    who = one.table("spread", "recoded")["interviewer"].iloc[1]
    assert heading == f"{who} has an unusual residual variance: answers are unusually alike"
    assert (
        "varies by about 12\u202f% over 23 interviewers; it differs between interviewers"
        in sentence
    )
    told = (
        f"unusually alike at {who}: their residual standard deviation is 0.58 times that of an "
        "ordinary interviewer"
    )
    assert f"{told} (0.44 to 0.77; adjusted p 0.001)" in sentence
    assert sentence.endswith("Straight-lining: 5 of 6 interviews are straight lines.")
    one.survey.read["spread"] = one.survey.table("spread").assign(flag="", between_p=0.4)
    heading, sentence = (str(part) for part in dispersion_findings.spread(one))
    assert heading == "No interviewer has an unusual residual variance"
    assert "this is compatible with equal variances (p = 0.40)" in sentence


def test_a_negative_share_is_explained(analysis):
    heading, sentence = covariates_findings.explained(analysis())
    assert "nothing of the variance of the level (−4.0\u202f%)" in str(heading)
    assert "25\u202f% of the variance of the slope of x" in str(heading)
    assert "Read it as 0" in str(sentence)
    assert "If rr is the interviewer's response rate" in str(sentence)
    assert "but the interval includes 0" in str(sentence)
    assert "random intercepts refer to x = 0" in str(sentence)


@pytest.mark.parametrize(("p", "verb"), [(0.06, "does not change detectably"), (0.001, "changes")])
def test_a_cross_level_interaction_is_said(analysis, p, verb):
    one = analysis()
    path = one.survey.folder.path("tables/parameters.csv")
    rows = read_csv(path)
    row = rows[(rows["variant"] == "recoded") & (rows["term"] == "x")].iloc[[0]]
    more = row.assign(
        model="interaction",
        term="x:rr",
        estimate=0.0031,
        se=0.0016,
        ci_low=-0.0002,
        ci_high=0.0063,
        p=p,
    )
    write_csv(pd.concat([rows, more]), path)
    sentence = str(covariates_findings.explained(one)[1])
    assert f"The slope of x {verb} with rr: by 0.0031 a point" in sentence


def test_the_p_to_quote_stands_before_the_naive_one(analysis):
    heading, sentence = tests_findings.tests(analysis())
    assert str(heading) == (
        "Interviewers differ in their mean answer; there is no evidence that slopes differ"
    )
    assert "Slope: likelihood-ratio test 0.55, sign test p = 0.61 (REML, recoded)." in str(sentence)
    assert "The p to quote is that of the sign test" in str(sentence)
    assert "naive" not in str(sentence)
    assert "Mind the choice" not in str(sentence)


def test_a_panel_says_what_each_p_assumes_and_which_to_quote(analysis):
    caption, rows = tests_findings.panel(analysis(slope_p=(1e-5, 0.61)), "Slope")
    rows = rows.set_index("name")
    assert caption == "p-values: slope"
    assert rows["quote"].to_dict() == {
        "unadjusted χ²": "",
        "50:50 mixture": "",
        "bootstrap": "",
        "random signs": "raw, recoded, trimmed",
    }
    assert rows.loc["bootstrap", "raw_at_most"]
    assert not rows.loc["bootstrap", "recoded_at_most"]
    assert rows["assumes"].str.len().min() > 10


def test_a_choice_of_p_that_decides_is_said(analysis):
    one = analysis()
    tests = one.survey.table("tests")
    tests["disagreement"] = tests["disagreement"].where(
        tests["tested"] != "var(x)", "The choice decides at 0.05."
    )
    assert str(tests_findings.tests(one)[1]).endswith(
        "Mind the choice. Slope: The choice decides at 0.05."
    )


def with_tests(one, variant, tested="var(x)", **cells):
    """The analysis with some cells of a variance test replaced."""
    tests = one.survey.table("tests")
    rows = (tests["variant"] == variant) & (tests["tested"] == tested)
    for column, value in cells.items():
        tests.loc[rows, column] = value
    return one


def test_slopes_that_differ_in_step_with_the_level_are_said_to(analysis):
    parts = {"p_signs": 0.002, "p_signs_covariance": 0.001, "p_signs_variance": 0.3}
    said = str(tests_findings.tests(with_tests(analysis(), "recoded", **parts))[1])
    assert (
        "slopes differ only in step with the interviewers' means (covariance part p ≤ 0.001, "
        "variance part " in said
    )
    assert "variance part p = 0.30), as they do where a scale has a floor or a ceiling" in said
    parts["p_signs_variance"] = 0.03
    assert "in step" not in str(tests_findings.tests(with_tests(analysis(), "recoded", **parts))[1])


def test_the_sign_test_stands_beside_the_published_p_that_a_few_records_carry(analysis):
    one = with_tests(
        analysis(slope_p=(1e-5, 0.61)), "raw", p_signs=0.09, p_signs_low=0.07, p_signs_high=0.11
    )
    said = str(tests_findings.tests(one)[1])
    assert (
        "With the missing codes left in, the sign test of the slopes gives p = 0.090 and the "
        "likelihood-ratio test as usually published p < 0.001: the sign test compares pairs of "
        "interviews" in said
    )
    assert "pairs of interviews" not in str(tests_findings.tests(analysis(slope_p=(1e-5, 0.61)))[1])


def test_a_simulated_p_that_is_only_a_bound_is_said_to_be_one():
    test = pd.Series({"p_bootstrap": 0.001, "p_bootstrap_low": 0.0, "p_mixture": 0.03})
    assert p_values.p_phrase(test, "p_bootstrap") == "p ≤ 0.001"
    assert p_values.p_phrase(test, "p_mixture") == "p = 0.030"
    assert p_values.p_text(1e-5, True) == "< 0.001"


def test_several_variances_at_once_are_judged_by_the_bootstrap(analysis):
    one = analysis(slope_p=(float("nan"), float("nan")))
    assert one.differ("slopes", "recoded") is True
    said, why = texts(one)["Do slopes differ between interviewers?"]
    assert said == "Yes, also after recoding"
    assert (
        "p = 0.005 with the missing codes left in, p = 0.005 after recoding them; p to quote: "
        "sign test" in why
    )


def test_counts_among_the_statistics_of_checks_have_no_decimals():
    assert [counted_or_three(value) for value in (11.0, 1234.0, -0.0685, 0.0)] == [
        "11",
        "1,234",
        "−0.0685",
        "0",
    ]


def test_the_reference_of_a_categorical_predictor_is_named(analysis):
    one = analysis()
    assert "Categories are compared" not in str(models_findings.ladder(one)[1])
    region = ["west" if k % 3 else "east" for k in range(len(one.data("recoded")))]
    one.survey.read[f"{one.name}/recoded/data.parquet"] = one.data("recoded").assign(region=region)
    one.settings["predictors"] = [*one.predictors, "region"]
    assert "Categories are compared with a reference: region with east." in str(
        models_findings.ladder(one)[1]
    )


def test_a_flag_is_not_called_gone_where_nobody_is_left(analysis):
    one = analysis()
    (panel,) = (panel for panel in panels(one) if panel.who == "i01")
    assert "yes" in [cell.text for row in panel.tables[0].rows for cell in row]
    causes = one.survey.table("causes")
    one.survey.read["causes"] = causes.assign(z_after=float("nan"))
    (panel,) = (panel for panel in panels(one) if panel.who == "i01")
    texts_of_rows = [cell.text for row in panel.tables[0].rows for cell in row]
    assert "yes" not in texts_of_rows
    assert "–" in texts_of_rows


def test_a_witness_that_disagrees_is_the_heading(analysis):
    one = analysis()
    assert str(models_findings.witness(one)[0]) == "statsmodels agrees with all 3 fits"
    assert "of the main model, stopped at a higher deviance in 3." in str(
        models_findings.witness(one)[1]
    )
    one.survey.table("witness").loc[0, "verdict"] = "DISAGREES: its own optimum is lower by 0.1"
    assert str(models_findings.witness(one)[0]) == "statsmodels disagrees with 1 of 3 fits"
    one.survey.table("witness").loc[0, "verdict"] = (
        "not asked: of more than 10,000 interviewers the main model only"
    )
    assert (
        str(models_findings.witness(one)[0])
        == "statsmodels agrees with the 2 of 3 fits that it was run for"
    )


def test_items_recoding_and_screening_are_counted(audit):
    survey = audit()
    assert str(survey_findings.items(survey)[0]) == "1 of 3 items carry missing codes"
    assert str(survey_findings.recoding(survey)[0]).startswith(
        "2 answers are missing-value codes; half of them come from 1 of 24 interviewers"
    )
    assert str(survey_findings.screening(survey)[0]) == "Interviewers differ in 1 of 2 items"
    assert str(survey_findings.recoding(audit(coded=False))[0]) == "Nothing had to be recoded"


def test_not_applicable_is_counted_apart_whether_confirmed_or_not(audit):
    survey = audit()
    table = survey.table("recodes")
    told = table.iloc[0].to_dict()
    survey.read["recodes"] = pd.DataFrame(
        [
            told | {"code": "66", "reason": reason, "n": 40}
            for reason in ("not applicable", "suspected not applicable")
        ]
        + [told | {"reason": reason} for reason in ("suspected refusal", "refusal")]
    )
    assert str(survey_findings.recoding(survey)[0]).startswith(
        "4 answers are missing-value codes; half of them come from 1 of 24 interviewers"
    )
    assert "80 more cells were not applicable: set to missing too" in str(
        survey_findings.recoding(survey)[1]
    )
    said = str(survey_findings.items(survey)[1])
    assert "4 answers are missing codes" in said
    assert "80 cells say not applicable, in 1 item: the question was not asked" in said
    assert unanswered(survey.read["recodes"])["reason"].tolist() == ["refusal", "refusal"]
    survey.read["recodes"] = survey.read["recodes"].iloc[:2]
    assert (
        str(survey_findings.recoding(survey)[0])
        == "Only codes of what was not asked were set to missing"
    )
    assert "missing_items" not in survey_pictures(survey)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["77", "88"], "stay numbers in the raw data."),
        (
            ["77", ".a"],
            "stay numbers in the raw data; Stata's .a to .z have no number and are missing there "
            "too.",
        ),
        (["77", "NR"], "stay numbers in the raw data; those of text items stay texts."),
    ],
)
def test_what_raw_holds_is_said_of_codes_without_a_number(audit, codes, words):
    survey = audit()
    row = survey.table("codes").iloc[0].to_dict() | {"treated": "missing", "n": 3}
    survey.read["codes"] = pd.DataFrame([row | {"code": code} for code in codes])
    assert words in str(survey_findings.items(survey)[1])


def test_only_files_that_were_handed_over_can_be_read(audit):
    with pytest.raises(KeyError, match="not among the inputs"):
        audit().folder.table("tables/nowhere.csv")


def test_what_could_have_been_found_is_the_heading(analysis):
    heading, sentence = power_findings.power(analysis())
    found = (
        "Smallest detectable ICC (80 % power): 2.3\u202f%; smallest detectable shift of one "
        "interviewer: 1.5 points"
    )
    assert str(heading) == found
    assert "with 6 interviews, the median workload, is called an outlier" in str(sentence)
    assert "The shift must be 4.5 with 2 interviews and 0.75 with 12." in str(sentence)


def test_what_no_size_makes_visible_is_said(analysis):
    heading, sentence = power_findings.power(analysis(found=False))
    assert str(heading).startswith(
        "This survey is too small to detect interviewer variance; no shift of one interviewer"
    )
    assert "No shift, however large, makes an interviewer with 6 interviews an outlier" in str(
        sentence
    )
    assert "The shift must be" not in str(sentence)


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ((-0.2, 0.3), "−20 to 30 %"),
        ((-16.6, 0.94), "nothing at all to 94 %"),
        ((-3.0, -1.2), "nothing at all to 0 %"),
    ],
)
def test_a_share_explained_that_nobody_knows_is_no_number(ends, shown):
    assert covariates_findings.explained_range(*ends).replace("\u202f", " ") == shown


def test_only_a_response_rate_speaks_for_nonresponse(analysis):
    one = analysis()
    assert "If rr is the interviewer's response rate, variance" in str(
        covariates_findings.explained(one)[1]
    )
    one.settings["interviewer_covariates"] = ["intgndr", "intagea"]
    assert "response rate" not in str(covariates_findings.explained(one)[1])


def test_a_shift_that_the_scale_has_no_room_for_is_no_smallest_effect(analysis):
    one = analysis()
    rows = one.survey.table("power")
    space = power_findings.room(one)
    assert 5 <= space < 10
    rows.loc[rows["quantity"] == "shift", "value"] = space - 0.1
    assert "smallest detectable shift of one interviewer" in str(power_findings.power(one)[0])
    assert "farther end" not in str(power_findings.power(one)[1])
    rows.loc[rows["quantity"] == "shift", "value"] = space + 0.1
    heading, said = map(str, power_findings.power(one))
    assert "no shift of one interviewer within the scale is detectable" in heading
    assert f"to the farther end of its scale it is {space:.2g}" in said


def test_a_test_at_its_limit_is_no_proof_of_absence(analysis):
    answer = texts(analysis(slope_p=(0.0504, 0.0504), coded=False))[
        "Do slopes differ between interviewers?"
    ][0]
    assert answer == "Not detectably"


def test_the_headline_is_the_mean_and_the_predictors_stand_beside_it(analysis):
    one = analysis()
    fits = one.survey.table("fits")
    fits.loc[fits["model"] == "null", ["icc", "deff", "n_effective"]] = [0.39, 3.02, 156]
    limits = one.survey.table("intervals")
    quoted = (
        (limits["model"] == "null")
        & (limits["quantity"] == "icc")
        & (limits["method"] == "wild bootstrap")
    )
    limits.loc[quoted, ["lower", "upper"]] = [0.3, 0.5]
    answer, text = texts(one)["How large are interviewer effects?"]
    said = text.replace("\u202f", " ")
    assert answer.replace("\u202f", " ") == "39 % of the variance is between interviewers"
    assert said.startswith(
        "The intraclass correlation (ICC) of y is 39 % (95 % interval 30 to 50 %). Given the "
        "predictors"
    )
    assert "it is 5.7 % (2.8 to 10.0 %; test: " in said
    assert "the effective sample size for a mean is 156 of" in said
    assert any("must be multiplied by 1.74 (deft)" in str(step) for step in advice(one))


def test_a_column_of_areas_that_nobody_shares_is_said_to_be_none(analysis):
    one = analysis()
    one.survey.source["columns"]["area"] = "psu"
    said = "None of the 144 areas holds two interviews or more, so it is left out of every model."
    facts = {
        "analysis": "first",
        "variant": "recoded",
        "fact": "no area",
        "value": 0.0,
        "n": 144,
        "sentence": said,
    }
    one.survey.read["overlap"] = pd.DataFrame([facts])
    one.survey.read["areas"] = pd.DataFrame(
        columns=["analysis", "variant", "component", "null_share"]
    )
    assert said in texts(one)["How large are interviewer effects?"][1]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([0, 1] * 20, False),
        ([0.0] * 30 + list(range(40, 60)), False),
        ([0] * 30 + list(range(1, 11)), True),
        (list(range(40)), True),
    ],
)
def test_flags_by_residual_variance_are_told_only_where_they_keep_their_rate(answers, expected):
    from types import SimpleNamespace

    from interviewer_effects.report.dispersion.findings import keeps_its_rate

    analysis = SimpleNamespace(outcome="y", data=lambda _: pd.DataFrame({"y": answers}))
    assert keeps_its_rate(analysis) == expected
