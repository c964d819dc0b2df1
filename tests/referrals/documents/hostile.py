"""Files that nobody sends in good faith, made here: bombs, knots, scripts, references to elsewhere."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from docx import Document as WordDocument

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def docx(body: str | bytes = "", **parts: str | bytes) -> bytes:
    """A Word document of one paragraph `body` (or whole XML in bytes); `parts`: more parts, "/" written "__"."""
    whole = f"<w:document {W}><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>"
    files = {
        "[Content_Types].xml": parts.pop("types", TYPES),
        "_rels/.rels": ROOT,
        "word/document.xml": body if isinstance(body, bytes) else whole,
        **{name.replace("__", "/"): content for name, content in parts.items()},
    }
    return zipped(files.items())


def zipped(files) -> bytes:
    """A ZIP of (name, content)."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def relation(kind: str, target: str) -> str:
    """The relationships of a part: one, to somewhere outside the file."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def word(*paragraphs: str) -> bytes:
    """A document as Word writes one, with a table and a header."""
    document, made = WordDocument(), BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(1, 2).rows[0].cells[1].text = "Dans un tableau"
    document.sections[0].header.paragraphs[0].text = "Dans l’en-tête"
    document.save(made)
    return made.getvalue()


def pdf(
    contents: bytes = b"BT /F1 12 Tf 72 700 Td (Bonjour) Tj ET", *, root: str = "", page: str = "", more=()
) -> bytes:
    """A PDF of one page that draws `contents`; `root` and `page`: more entries of theirs; `more`: objects from 6 on."""
    packed = zlib.compress(contents, 9)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R >> >> {page} >>"
        ).encode(),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return made + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
