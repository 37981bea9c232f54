import pytest
from interviewer_effects import numbers
from interviewer_effects.report.text.glossary import TERMS, entries
from interviewer_effects.report.text.sentences import Link, enumerated, join, quote, say, term
from markupsafe import escape


def test_a_number_leads_to_its_table_and_keeps_its_value():
    sentence = say("The test: {p}.", p=quote(4.66e-6, numbers.p_phrase, "a1-tests"))
    assert str(sentence) == "The test: p < 0.001."
    html = sentence.__html__()
    assert (
        html == 'The test: <a class="number" tabindex="-1" href="#a1-tests" data-value="4.66e-06">'
        "p &lt; 0.001</a>."
    )


def test_text_from_the_data_is_escaped_once_and_braces_in_it_mean_nothing():
    sentence = say("Item {name}.", name="<script>{p}</script> & co")
    assert sentence.__html__() == "Item &lt;script&gt;{p}&lt;/script&gt; &amp; co."
    assert escape(sentence) == sentence.__html__()
    assert join([sentence, None, sentence]).__html__().count("&amp; co") == 2


def test_a_link_cannot_leave_its_attribute():
    html = enumerated([Link('"><img>', '#a"b')]).__html__()
    assert html == '<a href="#a&#34;b">&#34;&gt;&lt;img&gt;</a>'


def test_names_are_enumerated_and_cut():
    links = [Link(name, "x") for name in "abcd"]
    assert str(enumerated(links)) == "a, b, c and d"
    assert str(enumerated(links, limit=2)) == "a, b and 2 others"
    assert str(enumerated([])) == ""


def test_a_term_carries_its_definition():
    html = term("deff", "Design effect").__html__()
    assert 'href="#term-deff"' in html
    assert escape(TERMS["deff"][1]) in html
    with pytest.raises(KeyError):
        term("no such word")


def test_the_glossary_is_sorted_and_every_definition_is_a_sentence():
    words = [word.lower() for _, word, _ in entries()]
    assert words == sorted(words)
    assert all(meaning.endswith(".") and len(meaning) > 20 for _, _, meaning in entries())
