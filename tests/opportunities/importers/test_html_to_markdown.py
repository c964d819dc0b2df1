"""Descriptions as Markdown: what is kept, what is dropped, and that no tag ever passes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from portal.opportunities.importers.html_to_markdown import html_to_markdown, to_markdown

TAGS = "<p> </p> <ul> <li> </ul> <b> </b> <i> <script> </script> <br/> <!-- --> < > &lt;b&gt; &#60;p&#62; &amp;"
SIGNS = ["é", "*", "_", "`", "[x](javascript:y)", "# ", "- ", "1. ", "\n", "\\"]
PIECES = st.sampled_from(TAGS.split() + SIGNS)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ("Un<br><br>Deux", "Un\n\nDeux"),
        ("<h2>Le <b>poste</b></h2><p>Ici</p>", "## Le poste\n\nIci"),
        ("<ul><li>Un</li><li><p>Deux</p></li></ul>", "- Un\n- Deux"),
        ("<ol><li>Un</li><li>Deux</li></ol>", "1. Un\n2. Deux"),
        ("<ul><li>Un<ul><li>Dedans</li></ul></li></ul>", "- Un\n  - Dedans"),
        ("<p>Un <b>mot</b>, un <em>autre</em></p>", "Un **mot**, un *autre*"),
        ("<p><b> Titre : </b>suite</p>", "**Titre :** suite"),
        ("<b>Un<br>Deux</b>", "**Un**\n\n**Deux**"),
        ("<b></b><p> </p>", ""),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "a"),
        ("<script>alert(1)</script>", ""),
        ("<p onclick='x'>a <a href='javascript:x'>lien</a></p>", "a lien"),
        ("<p>l&#39;&eacute;quipe&nbsp;: 5 &lt; 6 &amp;lt;</p>", "l'équipe\u00a0: 5 &lt; 6 &amp;lt;"),
        ("<p>2 * 3 * 4 et snake_case</p>", "2 \\* 3 \\* 4 et snake\\_case"),
        ("<p># pas un titre</p><p>1. pas une liste</p>", "\\# pas un titre\n\n1\\. pas une liste"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
    ],
)
def test_what_html_says_is_said_in_markdown(html, markdown):
    assert html_to_markdown(html) == markdown


def test_plain_text_keeps_its_lines_and_its_bullets():
    text = "Vos missions :\n-   Vendre\n• Suivre\n\n3 < 4"
    assert to_markdown(text) == "Vos missions :\n\n- Vendre\n- Suivre\n\n3 &lt; 4"


def test_html_that_was_written_as_text_is_still_html():
    assert to_markdown("&lt;p&gt;Un &lt;b&gt;bon&lt;/b&gt; poste &amp;amp; demi&lt;/p&gt;") == "Un **bon** poste & demi"
    assert to_markdown("R&Dot &amp; 5 &lt; 6") == "R&Dot & 5 &lt; 6"


def test_absurd_nesting_keeps_the_words_and_takes_no_time():
    assert html_to_markdown("<div>" * 100_000 + "bonjour") == "bonjour"


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_tag_ever_passes(html):
    markdown = html_to_markdown(html)
    assert "<" not in markdown
    rendered = MarkdownIt("commonmark").render(markdown)
    allowed = {"p", "ul", "ol", "li", "strong", "em", "h2", "h3", "h4", "br", "hr"}
    assert set(re.findall(r"</?([a-z][a-z0-9]*)", rendered)) <= allowed
