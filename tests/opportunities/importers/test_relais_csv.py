"""Our own CSV: what docs/import.md promises about columns, values and bad rows."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest

from portal.opportunities.importers.reader import read_rows
from portal.opportunities.importers.relais_csv import COLUMNS, FRENCH

ROOT = Path(__file__).parents[3]
OWN = ROOT / "tests" / "data" / "feeds" / "own.csv"


def one(**cells):
    """Reads a file of one row: the good rows and the reasons of the bad ones."""
    cells = {"title_fr": "Courtier", **cells}
    good, bad = read_rows(";".join(cells).encode() + b"\n" + ";".join(cells.values()).encode(), "x.csv")
    return good, [str(row.reason) for row in bad]


def test_each_column_lands_in_its_place():
    good, bad = read_rows(OWN.read_bytes(), "own.csv")
    assert bad == []
    first, second = good
    assert first.title_fr == "Conseiller ou conseillère en sécurité financière"
    assert first.title_en == "Financial security advisor"
    assert first.body_fr == "Vous suivez une **clientèle familiale**.\n\n- Rencontres en personne\n- Relève assurée"
    assert (first.pay_min_cents, first.pay_max_cents, first.currency) == (52_000_00, 68_000_50, "CAD")
    assert (first.posted_on, first.expires_on) == (date(2026, 11, 2), date(2027, 1, 31))
    assert (first.kind, first.remote, first.work_languages) == ("employee", "hybrid", ("fr", "en"))
    assert (second.kind, second.pay_period, second.line) == ("self_employed", "", 6)


@pytest.mark.parametrize("change", ["bom", "commas", "crlf"])
def test_the_same_rows_come_out_whatever_the_spreadsheet_wrote(change):
    text = OWN.read_text(encoding="utf-8")
    if change == "bom":
        text = "\ufeff" + text
    elif change == "crlf":
        text = text.replace("\n", "\r\n")
    else:
        text = text.replace("68 000,50", "68 000.50").replace("fr,en", "fr en").replace(";", ",")
    good, bad = read_rows(text.encode(), "own.csv")
    assert bad == []
    assert [row.pay_max_cents for row in good] == [68_000_50, None]
    assert good[0].work_languages == ("fr", "en")


def test_the_columns_may_have_their_french_names():
    data = "référence,titre_fr,ville,salaire_min,période\nA1,Courtière,Lévis,25,heure".encode()
    (row,), bad = read_rows(data, "postes.csv")
    assert bad == []
    assert (row.external_id, row.city, row.pay_min_cents, row.pay_period) == ("A1", "Lévis", 25_00, "hour")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"title_fr": " ", "city": "Lévis"}, "The title is missing."),
        ({"title_fr": "x" * 201}, "“title_fr” is longer than 200 characters."),
        ({"body_fr": "x" * 20_001}, "“body_fr” is longer than 20000 characters."),
        ({"body_fr": "a\x00b"}, "“body_fr” holds invisible control characters."),
        ({"title_fr": "Cour\x1btier"}, "“title_fr” holds invisible control characters."),
        ({"city": "Qu\u202eébec"}, "“city” holds invisible control characters."),
        ({"posted_on": "soon"}, "“soon” is not a date we can read."),
        ({"posted_on": "2026-02-30"}, "“2026-02-30” is not a date we can read."),
        ({"posted_on": "2026-03-02", "expires_on": "2026-03-01"}, "The role expires before it is posted."),
        ({"pay_min": "-5"}, "The pay can’t be negative."),
        ({"pay_min": "70000", "pay_max": "60000"}, "The lowest pay is above the highest."),
        ({"pay_min": "25"}, "The pay is too low for a whole year: is it per hour?"),
        ({"pay_min": "a lot"}, "“a lot” is not an amount."),
        ({"pay_min": "NaN"}, "“NaN” is not an amount."),
        ({"pay_min": "1e30"}, "“1e30” is not an amount."),
        ({"pay_min": "60000", "currency": "doubloon"}, "“doubloon” is not a currency we know."),
        ({"pay_min": "60000", "pay_period": "fortnight"}, "“fortnight” is not a pay period we know."),
        ({"country": "Wakanda"}, "“Wakanda” is not a country we know: use its two letters."),
        ({"kind": "pirate"}, "“pirate” is not a value of the column “kind”."),
        ({"remote": "moon"}, "“moon” is not a value of the column “remote”."),
        ({"work_languages": "fr,tlh"}, "“tlh” is not a work language: use fr, en or both."),
    ],
)
def test_a_bad_value_is_reported_with_its_reason(cells, reason):
    assert one(**cells) == ([], [reason])


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("65000", 65_000_00),
        ("65 000 $", 65_000_00),
        ("65\u00a0000,50", 65_000_50),
        ("65,000.50", 65_000_50),
        ("65,000", 65_000_00),
        ("65.000,50 €", 65_000_50),
    ],
)
def test_amounts_are_read_as_people_write_them(written, cents):
    (row,), _ = one(pay_min=written)
    assert row.pay_min_cents == cents


def test_good_rows_come_out_around_the_bad_ones_with_their_lines():
    data = 'external_id;title_fr\nA;Un\nB;\n"C"x;Trois\nD;Quatre;trop\n\nE;"Cinq\nlignes"\nF;Six\n'
    good, bad = read_rows(data.encode(), "roles.csv")
    assert [(row.line, row.external_id) for row in good] == [(2, "A"), (7, "E"), (9, "F")]
    assert [(row.line, row.external_id, str(row.reason)) for row in bad] == [
        (3, "B", "The title is missing."),
        (4, "", "The quotation marks or the length of this row can’t be read."),
        (5, "D", "The row has 3 cells instead of 2."),
    ]


ROWS = [f'R{number};Conseillère {number};"Une\nbelle équipe";Lévis' for number in range(2, 9)]
HEADER = "external_id;title_fr;body_fr;city"


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only():
    broken = 'R1;"Conseillère sénior;Bonjour;Québec'
    data = "\n".join([HEADER, ROWS[0], broken, *ROWS[1:]])
    good, bad = read_rows(data.encode(), "roles.csv")
    assert [row.external_id for row in good] == [f"R{number}" for number in range(2, 9)]
    assert (bad[0].line, str(bad[0].reason)) == (4, "The quotation marks or the length of this row can’t be read.")


def test_a_quotation_mark_that_the_next_row_closes_hides_neither():
    data = "\n".join(["external_id;title_fr", 'A;"Un', 'B;"Deux"', "C;Trois", 'D;"Quatre', "E;Cinq"])
    good, bad = read_rows(data.encode(), "roles.csv")
    assert {row.external_id for row in good} == {"B", "C", "E"}
    assert [row.line for row in bad] == [2, 5]


def test_quotation_marks_without_end_take_no_time_without_end():
    good, bad = read_rows(("external_id;title_fr\n" + 'A;"x\n' * 40_000).encode(), "roles.csv")
    assert not good
    assert bad


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "sep=;\r\n" + text.replace("\n", "\r\n"),
        lambda text: "\n".join(line + ";;;" for line in text.split("\n")),
        lambda text: "Tableau 1\n" + text,
        lambda text: "\n\n" + text,
        lambda text: text.replace("\n", "\r"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(";", "\t"),
    ],
    ids=["sep", "emptied columns", "name of the table", "blank lines", "old Mac", "accents apart", "tabs"],
)
def test_what_spreadsheets_put_around_a_table_is_forgiven(change):
    text = "référence;titre_fr;ville\nA1;Conseillère;Québec\nA2;Courtière;Lévis\n"
    good, bad = read_rows(change(text).encode(), "roles.csv")
    assert not bad
    assert [(row.external_id, row.title_fr, row.city) for row in good] == [
        ("A1", "Conseillère", "Québec"),
        ("A2", "Courtière", "Lévis"),
    ]


def test_the_unicode_text_of_excel_is_read():
    good, bad = read_rows("titre_fr\tville\nConseillère\tQuébec\n".encode("utf-16"), "roles.txt")
    assert not bad
    assert (good[0].title_fr, good[0].city) == ("Conseillère", "Québec")


STATED = {
    "Temps plein": "employee",
    "Temps partiel": "employee",
    "Permanent temps plein": "employee",
    "CDI - Temps plein": "employee",
    "CDI temps complet": "employee",
    "full time": "employee",
    "Part-time": "employee",
    "Contrat à durée indéterminée": "employee",
    "Permanent contract": "employee",
    "Salariée": "employee",
    "Contrat": "contract",
    "Contrat à durée déterminée": "contract",
    "Contract, full-time": "contract",
    "CDD pouvant mener à un CDI": "contract",
    "Non permanent": "contract",
    "Temporaire": "contract",
    "Temporary": "contract",
    "V.I.E": "contract",
    "VIE": "contract",
    "Intérim": "contract",
    "CDD en alternance": "internship",
    "Contrat d’apprentissage": "internship",
    "Stage": "internship",
    "Travailleuse autonome": "self_employed",
    "Agent commercial": "self_employed",
    "Franchisé": "franchise",
}


@pytest.mark.parametrize(("written", "kind"), STATED.items())
def test_a_kind_of_contract_is_read_by_whole_words(written, kind):
    (row,), bad = one(kind=written)
    assert (row.kind, bad) == (kind, [])


def test_entities_of_a_board_are_undone_once():
    data = "title_fr,city\nChargé d&#039;affaires &amp; conseil&#59; R&Dot &amp;eacute;,Qu&eacute;bec"
    (row,), _bad = read_rows(data.encode(), "roles.csv")
    assert (row.title_fr, row.city) == ("Chargé d'affaires & conseil; R&Dot &eacute;", "Québec")


def test_a_reference_given_twice_keeps_the_first_and_names_its_line():
    good, (bad,) = read_rows(b"external_id;title_fr\nA;Un\nA;Deux\nB;Trois", "roles.csv")
    assert [row.title_fr for row in good] == ["Un", "Trois"]
    assert (bad.line, str(bad.reason)) == (3, "The reference is already used on line 2.")


def test_an_unknown_column_is_named():
    _, (bad,) = read_rows(b"title_fr;salery\nUn;3", "roles.csv")
    assert (bad.line, str(bad.reason)) == (0, "The column “salery” is not known.")


def test_a_column_given_twice_is_refused():
    _, (bad,) = read_rows(b"title_fr;titre_fr\nUn;Deux", "roles.csv")
    assert (bad.line, str(bad.reason)) == (0, "The column “title_fr” is there twice.")


def test_a_file_that_is_not_in_utf8_says_how_to_save_it():
    _, (bad,) = read_rows("title_fr\nConseillère".encode("cp1252"), "roles.csv")
    assert "CSV UTF-8" in str(bad.reason)


def test_html_pasted_into_a_description_becomes_markdown():
    (row,), _ = one(body_fr="<p>Un <b>bon</b> poste</p><script>alert(1)</script>")
    assert row.body_fr == "Un **bon** poste"


def test_only_the_first_rows_of_an_endless_file_are_taken(monkeypatch):
    monkeypatch.setattr("portal.opportunities.importers.reader.MOST_ROWS", 3)
    good, bad = read_rows(b"title_fr\n" + b"Un\n" * 5, "roles.csv")
    assert len(good) == 3
    assert {str(row.reason) for row in bad} == {"Only the first 3 rows of a file are read."}


def test_the_manual_names_every_column_in_both_languages():
    manual = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    for french, english in FRENCH.items():
        assert f"`{english}`" in manual
        assert f"`{french}`" in manual
    assert len(set(COLUMNS)) == len(FRENCH)
