"""Files that act when they are opened are refused for that reason, in whatever spelling; what looks alike is kept."""

from __future__ import annotations

import pytest

from tests.referrals.documents.hostile import OFFICE, W, docx, pdf, relation
from tests.referrals.documents.test_inspection import verdict

EXAMPLE = "https://a.example/x"


def opening(action: str) -> bytes:
    return pdf(root=f"/OpenAction << {action} >>")


def pressing(action: str) -> bytes:
    return pdf(page=f"/Annots [<< /Subtype /Link /A << {action} >> >>]")


FETCHING_PDF = {
    "an address by itself": opening(f"/S /URI /URI ({EXAMPLE})"),
    "a place in a file elsewhere": opening("/S /GoToR /F (//share/a.pdf) /D [0 /Fit]"),
    "a place in a file elsewhere, pressed": pressing("/S /GoToR /F (//share/a.pdf) /D [0 /Fit]"),
    "a place in an attached file": opening("/S /GoToE /F (//share/a.pdf) /D [0 /Fit]"),
    "sending a form": pressing(f"/S /SubmitForm /F << /FS /URL /F ({EXAMPLE}) >>"),
    "an address on opening a page": pdf(page=f"/AA << /O << /S /URI /URI ({EXAMPLE}) >> >>"),
    "an address behind another deed": opening(f"/S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI ({EXAMPLE}) >>"),
    "one of several deeds": opening(f"/S /GoTo /D [3 0 R /Fit] /Next [<< /S /Named >> << /S /URI /URI ({EXAMPLE}) >>]"),
    "an address on entering a field": pdf(
        root="/AcroForm << /Fields [6 0 R] >>",
        more=[f"<< /FT /Tx /T (a) /AA << /Fo << /S /URI /URI ({EXAMPLE}) >> >> >>".encode()],
    ),
    "bytes kept elsewhere": pdf(
        page="/Annots [<< /Subtype /Stamp /AP << /N 6 0 R >> >>]",
        more=[f"<< /Subtype /Form /F << /FS /URL /F ({EXAMPLE}) >> /Length 0 >>\nstream\n\nendstream".encode()],
    ),
}
RUNNING_PDF = {
    "a form with scripts of its own": pdf(root="/AcroForm << /Fields [] /XFA (<xdp/>) >>"),
    "a script of a field that only a widget leads to": pdf(
        page="/Annots [<< /Subtype /Widget /Parent 6 0 R >>]",
        more=[b"<< /FT /Tx /T (a) /AA << /K << /S /JavaScript /JS () >> >> >>"],
    ),
    "a deed that nobody here knows": opening("/S /Dance"),
    "a film": pdf(page="/Annots [<< /Subtype /RichMedia >>]"),
    "a rendition": pressing("/S /Rendition"),
    "an import": pressing("/S /ImportData /F (a.fdf)"),
}
ATTACHED = "/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /UF ({}) /EF << /F 6 0 R >> >>] >> >>"
CONTENT = b"<< /Length 2 >>\nstream\nMZ\nendstream"


@pytest.mark.parametrize("how", FETCHING_PDF)
def test_a_pdf_that_fetches_or_sends_something_is_refused(how):
    assert verdict(FETCHING_PDF[how]) == "outside"


@pytest.mark.parametrize("how", RUNNING_PDF)
def test_a_pdf_that_runs_something_is_refused(how):
    assert verdict(RUNNING_PDF[how]) == "program"


def test_what_is_attached_to_a_pdf_is_data_or_refused():
    for name, expected in (("cv.exe", "attached"), ("cv.pdf", "attached"), ("", "attached"), ("cv.xml", "read")):
        assert verdict(pdf(root=ATTACHED.format(name), more=[CONTENT])) == expected, name


def test_a_pdf_may_lead_to_its_own_pages_and_to_addresses_that_one_presses():
    for kept in (
        opening("/S /GoTo /D [3 0 R /XYZ 0 0 0]"),
        pdf(root="/OpenAction [3 0 R /Fit]", page="/Group << /S /Transparency >>"),
        opening("/S /Named /N /FirstPage"),
        pressing(f"/S /URI /URI ({EXAMPLE})"),
        pressing(f"/S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI ({EXAMPLE}) >>"),
        pdf(root="/OutputIntents [<< /S /GTS_PDFA1 >>]", page="/Group << /S /Transparency >>"),
        pdf(page="/Annots [<< /Subtype /Link /BS << /S /D >> /A << /S /URI /URI (mailto:a@a.example) >> >>]"),
    ):
        assert verdict(kept) == "read"


def related(kind: str, target: str) -> bytes:
    return docx("Bonjour", **{"word/_rels/document.xml.rels": relation(kind, target)})


def field(*runs: str) -> bytes:
    told = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return docx(f"<w:document {W}><w:p>{begin}{told}{end}<w:r><w:t>Bonjour</w:t></w:r></w:p></w:document>".encode())


def simple(instruction: str) -> bytes:
    shown = f'<w:fldSimple w:instr="{instruction}"><w:r><w:t>Bonjour</w:t></w:r></w:fldSimple>'
    return docx(f"<w:document {W}><w:p>{shown}</w:p></w:document>".encode())


def drawn(attribute: str) -> bytes:
    picture = f'<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" {attribute}/>'
    return docx(
        f"<w:document {W}><w:p><w:r><w:pict>{picture}</w:pict><w:t>Bonjour</w:t></w:r></w:p></w:document>".encode()
    )


KINDS = ("image", "audio", "video", "mailMergeSource", "mailMergeHeaderSource", "attachedXsl", "subDocument", "new")
SHARES = ("\\\\machine\\a", "//machine/a", "file://machine/a", "file:///\\\\machine\\a",
          "file:////machine/a",          "FILE:\\\\machine\\a", "%5C%5Cmachine%5Ca",
          "/\\machine\\a", " \\\\machine\\a", "ftp://a.example/a")  # fmt: skip
FETCHING_FIELDS = {
    "a picture": field(f'INCLUDEPICTURE "{EXAMPLE}" \\d'),
    "a picture over two runs": field("INCLUDE", f'PICTURE "{EXAMPLE}"'),
    "a text": field(' IncludeText "\\\\\\\\machine\\\\a.docx" '),
    "a simple field": simple(f"INCLUDEPICTURE &quot;{EXAMPLE}&quot;"),
    "a link to a sheet": field('LINK Excel.Sheet.12 "\\\\\\\\machine\\\\a.xlsx" R1C1 \\a'),
    "an old drawing": drawn(f'src="{EXAMPLE}"'),
}
DDE = 'DDEAUTO c:\\\\a.exe "b"'
UNENDED = "<w:instrText>DD</w:instrText><w:instrText>E a b</w:instrText>"
STARTING_FIELDS = {
    "a simple field": simple(DDE.replace('"', "&quot;")),
    "two runs": field("DDE", 'AUTO c:\\\\a.exe "b"'),
    "letters one by one": field(*DDE),
    "blanks before it": field("  ", " dde a b"),
    "no end": docx(f"<w:document {W}><w:p>{UNENDED}</w:p></w:document>".encode()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_document_is_related_to_is_not_elsewhere(kind):
    assert verdict(related(kind, EXAMPLE)) == "outside"


@pytest.mark.parametrize("target", SHARES)
def test_another_machine_is_known_in_every_spelling(target):
    assert verdict(related("attachedTemplate", target)) == "outside"


@pytest.mark.parametrize("how", FETCHING_FIELDS)
def test_fields_and_drawings_fetch_nothing(how):
    assert verdict(FETCHING_FIELDS[how]) == "outside"


@pytest.mark.parametrize("how", STARTING_FIELDS)
def test_fields_start_nothing_however_their_words_are_cut(how):
    assert verdict(STARTING_FIELDS[how]) == "program"


def test_what_stays_on_ones_own_disk_and_what_one_presses_are_kept():
    for kept in (
        related("hyperlink", EXAMPLE),
        related("image", "file:///C:\\Users\\Jeanne\\photo.png"),
        related("attachedTemplate", "C:\\Users\\Jeanne\\cv.dotx"),
        related("attachedTemplate", "file:///home/jeanne/cv.ott"),
        field('INCLUDEPICTURE "C:\\\\Users\\\\Jeanne\\\\photo.png" \\* MERGEFORMAT'),
        field("MACROBUTTON NoMacro [Votre nom]"),
        field(f'HYPERLINK "{EXAMPLE}"'),
        field("PAGE"),
        drawn(f'xmlns:r="{OFFICE}" r:id="r1"'),
    ):
        assert verdict(kept) == "read"
