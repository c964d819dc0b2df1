"""What free text must never hold, and what it may although it looks alike."""

from __future__ import annotations

import pytest

from portal.core.errors import Refused
from portal.core.forbidden_numbers import found_in, refuse_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("NAS 130 692 544", "sin"),
        ("son nas:130692544.", "sin"),
        ("130-692-544", "sin"),
        ("130\u00a0692\u00a0544", "sin"),
        ("130\u2011692\u2011544", "sin"),
        ("１３０ ６９２ ５４４", "sin"),
        ("130\u200b692\u200b544", "sin"),
        ("NAS :  130  692  544  Langues", "sin"),
        ("NAS\n130\n692\n544\nLangues", "sin"),
        ("130\r\n692\r\n544", "sin"),
        ("130/692/544", "sin"),
        ("130_692_544", "sin"),
        ("130 / 692 / 544", "sin"),
        ("130 692 544 - Québec", "sin"),
        ("https://www.example.com/agents/130692544", "sin"),
        ("4111  1111  1111  1111", "card"),
        ("4111/1111/1111/1111", "card"),
        ("4111 1111 1111 1111 2029", "card"),
        ("4111 1111 1111 1111\n2029", "card"),
        ("2\n69\n05\n49\n588\n157\n80", "nir"),
        ("FR14  2004  1010  0505  0001  3M02  606", "iban"),
        ("FR14/2004/1010/0505/0001/3M02/606", "iban"),
        ("Visa 4111 1111 1111 1111 exp. 12/29", "card"),
        ("4111111111111111", "card"),
        ("5500-0000-0000-0004", "card"),
        ("2223 0000 4841 0010", "card"),
        ("Amex 3782 822463 10005", "card"),
        ("IBAN FR14 2004 1010 0505 0001 3M02 606 merci beaucoup", "iban"),
        ("fr1420041010050500013m02606", "iban"),
        ("DE89370400440532013000", "iban"),
        ("GB82-WEST-1234-5698-7654-32", "iban"),
        ("NI79 BAMC 0000 0000 0000 0312 3123", "iban"),
        ("MN02 0050 0099 9999 9999", "iban"),
        ("ES08 4591 3246 4155 0183 2761", "iban"),
        ("née 2 69 05 49 588 157 80", "nir"),
        ("269054958815780", "nir"),
    ],
)
def test_a_number_is_known_by_its_checksum(text, kind):
    assert found_in(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Appelez-la au 418 555-0123 ou au 514-555-0199.",
        "+33 6 12 34 56 78",
        "+33612345678",
        "Certificat AMF 123456, permis 987 654",
        "De 2019 à 2021, 65 000 $ puis 78 000 $",
        "2019-2021 2022-2023",
        "2019/2021\n2022/2023\n2024/2025",
        "https://www.linkedin.com/in/jeanne-dupont-130692544",
        "418 555-0123\n418 555-0124",
        "130 692 545 n’est pas un NAS",
        "NEQ 1130692544",
        "Commande 000 000 000",
        "4111 1111 1111 1112",
        "FR14 2004 1010 0505 0001 3M02 607",
        "0000 0000 0000 0000",
        "7" * 200,
        "4" * 60_000,
        "A1 " * 20_000,
        "DE01 6525 3659 6413 5492 01",
        "GB00 LZEU 8661 3013 4866 75",
        "GB25 1234 1234 5698 7654 32",
        "𝟚\ud800\x00é",
    ],
)
def test_what_only_looks_alike_passes(text):
    assert found_in(text) is None


def test_a_verb_refuses_with_a_sentence():
    with pytest.raises(Refused):
        refuse_in("rien", "", "NAS 130 692 544")
    refuse_in("rien", "")
