"""Opens an XML file from a stranger: no entity, no document type, no network, no giant tree."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from lxml import etree  # ty: ignore[missing-module-member] (compiled, without stubs)

from portal.opportunities.importers.row import Problem


@dataclass(frozen=True)
class XmlFeed:
    """How one board writes XML: the `root` tag, the path of an `item`, the `mark` (an element of an item that
    only this board has), where the `reference` is, and `read_opportunity`, which turns an item into an
    `OpportunityRow`."""

    root: str
    item: str
    mark: str
    reference: str
    read_opportunity: object


def parse_xml(data: bytes):
    """The root element. Raises `Problem` for malformed XML and for any file that declares a document type."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        line, column = getattr(broken, "position", (1, 1))
        raise Problem(
            _l("This is not well-formed XML (line %(line)s, column %(column)s).", line=line or 1, column=column)
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Problem(_l("XML files that declare a document type or entities are refused."))
    return root


def text_at(element, path: str) -> str:
    """The text at a path, trimmed; "" when there is none, or no element to look into."""
    return "" if element is None else (element.findtext(path) or "").strip()


def attribute_at(element, path: str, attribute: str) -> str:
    """An attribute of the element at a path, trimmed; "" when there is none."""
    found = element.find(path)
    return "" if found is None else (found.get(attribute) or "").strip()


def join_parts(*parts: str) -> str:
    """Parts of a description one under the other, the empty ones left out."""
    return "\n\n".join(part for part in parts if part)
