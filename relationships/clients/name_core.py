"""A client's name without what two writings of it differ in: legal form, abbreviations, accents, signs. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

LEGAL_FORMS = frozenset(
    "inc incorporated llc llp lllp lp ltd limited plc pllc pc pa co company companies corp corporation gmbh mbh ag kg"
    " kgaa ohg ev se sa sas sarl srl spa bv nv oy oyj ab as asa aps sl slu lda ltda pty pte kft sro doo zrt".split()
)
SMALL_WORDS = frozenset("the of and for in at a an und der die das de la le les et y".split())
WRITTEN_OUT = {
    **dict.fromkeys(("assn", "assoc", "ass", "associates", "associations"), "association"),
    **dict.fromkeys(("svc", "svcs", "services"), "service"),
    **dict.fromkeys(("mfg", "mfr", "mfrs", "manufacturers"), "manufacturing"),
    **dict.fromkeys(("tech", "technologies", "techn"), "technology"),
    **dict.fromkeys(("const", "constr"), "construction"),
    **dict.fromkeys(("ctr", "centre", "cntr"), "center"),
    **dict.fromkeys(("ent", "enterprise"), "enterprises"),
    **dict.fromkeys(("prop", "props", "property"), "properties"),
    **dict.fromkeys(("ind", "inds", "industry"), "industries"),
    **dict.fromkeys(("contr", "contractor"), "contractors"),
    **dict.fromkeys(("landscape", "lndscp", "landscapes"), "landscaping"),
    **dict.fromkeys(("mgmt", "mngt", "mgt"), "management"),
    **dict.fromkeys(("natl", "nat"), "national"),
    **dict.fromkeys(("grp", "gr"), "group"),
    **dict.fromkeys(("intl", "int"), "international"),
    **dict.fromkeys(("govt", "gov"), "government"),
    "univ": "university",
    "dept": "department",
    "bros": "brothers",
    "hosp": "hospital",
    "inst": "institute",
    "comm": "commission",
    "fed": "federation",
    "fdn": "foundation",
    "ins": "insurance",
    "soc": "society",
    "am": "american",
    "amer": "american",
    "dist": "district",
    "auth": "authority",
    "cnty": "county",
    "dev": "development",
    "div": "division",
    "maint": "maintenance",
    "employee": "employees",
    "saint": "st",
    "products": "product",
    "prod": "product",
    "systems": "system",
    "solutions": "solution",
    "usa": "us",
}
_TRADING_AS = re.compile(r"\b(?:d\s?[./]?\s?b\s?[./]?\s?a|doing business as|trading as|t/a)\b[.:]?")
_INITIALS = re.compile(r"\b([a-z0-9])[.\s]+(?=[a-z0-9]\b)")
_ODD = re.compile(r"[^\w]+")
_TELLS_APART = re.compile(
    r"[0-9]+|[ivx]+|[a-z]|north|south|east|west|northern|southern|eastern|western|new|old|upper|lower|first|second"
)
SHARED_HOSTS = frozenset(
    "facebook.com linkedin.com instagram.com x.com twitter.com youtube.com sites.google.com wixsite.com github.com"
    " wordpress.com blogspot.com google.com".split()
)
SHORTEST_SKELETON = 6


def core(name: str) -> str:
    """ "Acme Intl. Mfg., Inc." and "ACME International Manufacturing" are both "acme international manufacturing"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    first = _TRADING_AS.split(plain)[0].strip() or plain
    spaced = _ODD.sub(" ", first.replace("&", " and ").replace("'", "").replace("’", "").replace(".", ". "))
    words = [WRITTEN_OUT.get(word, word) for word in _INITIALS.sub(r"\1", spaced).split()]
    kept = [word for word in words if word not in LEGAL_FORMS and word not in SMALL_WORDS]
    return " ".join(kept or words) or plain.strip()


def skeleton(name_core: str) -> str:
    """What is left of a core when blanks, doubled letters and the vowels inside are gone: typing errors live there.

    "harbrook consulting" and "harbrok consulting" are both "hrbrkcnsltng". Numbers stay; too little says nothing.
    """
    letters = name_core.replace(" ", "")
    bones = letters[:1] + re.sub(r"[aeiouy]", "", letters[1:])
    bones = re.sub(r"(\D)\1+", r"\1", bones)
    return bones if len(bones) >= SHORTEST_SKELETON else ""


def host(website: str) -> str:
    """ "acme.com" of "https://www.acme.com/about"; nothing for hosts that many share."""
    found = (urlsplit(website).hostname or "").removeprefix("www.") if website else ""
    return "" if found in SHARED_HOSTS else found


def only_spelt_differently(one: str, other: str) -> bool:
    """Whether two like cores may be one name: what they differ in is no number, letter, or point of the compass."""
    ours, theirs = set(one.split()), set(other.split())
    return not any(_TELLS_APART.fullmatch(word) for word in ours ^ theirs)
