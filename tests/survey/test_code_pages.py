"""Texts that are not UTF-8 are read by the code page of their letters, or by what the user says."""

import pandas as pd
import pyreadstat
import pytest
from interviewer_effects.problems import AuditError
from interviewer_effects.survey.reading.code_pages import fitting_code_page
from interviewer_effects.survey.reading.files import read_file

TEXTS = {
    "windows-1250": [
        "Województwo śląskie;Łódź;Kraków;bardzo źle;tak, często;mężczyzna;odmowa odpowiedzi",
        "Středočeský kraj;Vysočina;neví;muž;žena;bydliště;důvěra v policii;rozhodně souhlasím",
        "Žilinský kraj;Trenčín;Košice;dôvera;vôbec nie;ťažko povedať",
        "Győr;férfi;nő;válasz;egyáltalán nem;bízik;rendőrség;többé-kevésbé;hűség",
        "Zagrebačka županija;Šibenik;žensko;uopće;potpuno se slažem;Đurđevac",
        "Bucureşti;judeţ;bărbat;încredere;poliţie;fără;vârsta;nu ştiu",
    ],
    "windows-1251": [
        "Правительство;мужской;женский;затрудняюсь ответить;Москва;Пётр;№ 5",
        "Київ;чоловік;жінка;довіра до поліції;важко сказати",
        "Мъж;жена;София;не знам;доверие в полицията",
        "Београд;мушкарац;жена;не зна;поверење у полицију",
        "Да;Нет",
    ],
    "windows-1252": [
        "Überhaupt nicht zufrieden;Größe der Gemeinde;männlich;weiß nicht;20 €",
        "Très satisfait;Liège;Région de Bruxelles;âge;pas du tout d’accord;œuvre",
        "Región;Año de nacimiento;¿Cuántos años?;Córdoba",
        "Não sabe;São Paulo;educação;município",
        "Città;perché;più;università",
        "Møre og Romsdal;Sør-Trøndelag;på;Østfold",
        "Västra Götaland;Skåne;år;kön;Jämtland",
        "Höfuðborgarsvæðið;Þingeyri;maður;síðan",
        "caf\u00e9",
        "5 °C",
        "Nº 5;1ª",
        "20 €;«5»;½;it’s",
    ],
    "windows-1253": ["Αθήνα;Θεσσαλονίκη;άνδρας;γυναίκα;δεν γνωρίζω;εμπιστοσύνη", "Ναι;Όχι"],
    "windows-1254": ["İstanbul;kadın;çok memnun;hiç;güven;eğitim;yaş;Şanlıurfa"],
    "windows-1255": ["אמון במשטרה;גבר;אישה;לא יודע;ירושלים;תל אביב"],
    "windows-1257": [
        "Šiauliai;visiškai sutinku;nežino;pasitikėjimas policija;amžius;Panevėžys;žmonių skaičius",
        "Rīga;vīrietis;uzticēšanās policijai;pilnīgi piekrītu;Jēkabpils;dzīvesvieta;izglītība",
    ],
    "iso-8859-2": [
        "Województwo śląskie;Łódź;Kraków;bardzo źle;tak, często;mężczyzna",
        "žena;Šumava;rozhodně;šťastný",
    ],
    "mac-roman": [
        "Überhaupt nicht;Größe;männlich;weiß nicht;Österreich",
        "Très satisfait;Liège;Région de Bruxelles;âge;Français",
        "Región;Año;Más;España",
    ],
    "koi8-r": ["Правительство;мужской;женский;затрудняюсь ответить;Москва"],
}
PAIRS = [(page, text) for page, texts in TEXTS.items() for text in texts]


@pytest.mark.parametrize(("page", "text"), PAIRS)
def test_the_letters_of_a_language_say_its_code_page(page, text):
    raw = text.encode(page)
    assert raw.decode(fitting_code_page([raw])) == text


OTHERS = [  # of no code page of the list: refused, not read as something else
    "警察への信頼;男性;女性;わからない;東京都".encode("shift_jis"),
    "对警察的信任;男;女;北京市".encode("gbk"),
    "الثقة في الشرطة;ذكر;أنثى;لا أعرف;القاهرة".encode("cp1256"),
]


@pytest.mark.parametrize("raw", [b"n\x81th", b"\xff\x81", *OTHERS])
def test_bytes_that_are_no_letters_of_a_language_fit_nothing(raw):
    assert fitting_code_page([raw]) is None


def csv(text):
    cells = text.split(";")
    return "j;region\n" + "".join(f"{place};{cell}\n" for place, cell in enumerate(cells)), cells


@pytest.mark.parametrize(("page", "text"), [PAIRS[0], PAIRS[6], PAIRS[-2]])
def test_a_text_file_is_read_so_and_a_text_of_it_shown(tmp_path, page, text):
    whole, cells = csv(text)
    (tmp_path / "s.csv").write_bytes(whole.encode(page))
    file = read_file(tmp_path / "s.csv", "s.csv")
    assert file.frame["region"].tolist() == cells
    assert file.facts["encoding"] == page
    shown = next(cell for cell in cells if not cell.isascii())
    assert file.facts["remarks"] == [
        f"s.csv is not UTF-8 and is read as {page}, which fits its letters: '{shown}'. If not, "
        "name its encoding:."
    ]


def test_the_user_may_say_the_encoding(tmp_path):
    (tmp_path / "s.csv").write_bytes("j;region\n1;Łódź\n2;x\n".encode("cp852"))
    file = read_file(tmp_path / "s.csv", "s.csv", encoding="cp852")
    assert file.frame["region"].tolist() == ["Łódź", "x"]
    assert file.facts["remarks"] == ["s.csv is read as cp852, as the config says: 'Łódź'."]
    (tmp_path / "s.csv").write_bytes(
        "j;region\n1;Łódź\n2;x\n".encode("utf-16-le")
    )  # without a mark
    assert read_file(tmp_path / "s.csv", "s.csv", encoding="utf-16-le").frame[
        "region"
    ].tolist() == ["Łódź", "x"]
    (tmp_path / "s.csv").write_bytes("j;region\n1;é\n2;x\n".encode("latin-1"))
    with pytest.raises(AuditError, match="It is not utf-8"):
        read_file(tmp_path / "s.csv", "s.csv", encoding="utf-8")


def test_a_few_letters_of_a_code_page_look_like_utf_8(tmp_path):
    # П and ё of windows-1251 are one letter of UTF-8 together.
    (tmp_path / "s.csv").write_bytes("j;name\n1;Пётр Андреевич\n2;Семён\n".encode("cp1251"))
    assert read_file(tmp_path / "s.csv", "s.csv").frame["name"].tolist() == [
        "Пётр Андреевич",
        "Семён",
    ]


LABELS = {"y": "Насколько вы удовлетворены", "place": "Регион"}


def old_stata(folder, page):
    """A Stata file of the time before UTF-8: its letters in a code page that it does not name."""
    data = pd.DataFrame({"y": [1.0, 2.0], "place": ["Москва", "Пермь"]})
    substitute = dict.fromkeys(LABELS, "")
    texts = [*data["place"], *LABELS.values()]
    coded = {text: text.encode(page).decode("latin-1") for text in texts}
    data["place"] = data["place"].map(coded)
    substitute = {name: coded[label] for name, label in LABELS.items()}
    pyreadstat.write_dta(data, folder / "s.dta", column_labels=substitute, version=8)
    raw = (folder / "s.dta").read_bytes()
    for text in coded.values():  # the writer knows UTF-8 only, two bytes a letter
        wide = text.encode("utf-8")
        raw = raw.replace(wide, text.encode("latin-1").ljust(len(wide), b"\0"))
    (folder / "s.dta").write_bytes(raw)


def test_an_old_stata_file_is_read_by_its_letters(tmp_path):
    old_stata(tmp_path, "cp1251")
    file = read_file(tmp_path / "s.dta", "s.dta")
    assert file.frame["place"].tolist() == ["Москва", "Пермь"]
    assert file.dictionary.labels == LABELS
    assert file.facts["encoding"] == "windows-1251"
    assert "which fits its letters: 'Насколько вы удовлетворены'" in file.facts["remarks"][0]


def test_the_encoding_of_a_statistical_file_may_be_said(tmp_path):
    old_stata(tmp_path, "cp1251")
    file = read_file(tmp_path / "s.dta", "s.dta", encoding="windows-1250")
    assert file.facts["encoding"] == "windows-1250"
    assert file.frame["place"].tolist()[0] == "Москва".encode("cp1251").decode("cp1250")
    with pytest.raises(AuditError, match=r"Is not a readable \.dta file in utf-8"):
        read_file(tmp_path / "s.dta", "s.dta", encoding="utf-8")
