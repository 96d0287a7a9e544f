"""The one gate through which every inbound string passes: form, import, command, mail.

Pure: no Django. Raises `TextError` with a message a person can act on.
"""

import unicodedata

# Overrides and isolates can make a name read as another one; they carry no meaning in stored text.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Unicode's category Cc, which will never hold another character.
_CONTROLS = frozenset(map(chr, [*range(0x20), *range(0x7F, 0xA0)])) - frozenset("\n\t")
_LINES = str.maketrans(dict.fromkeys(_BIDI_CONTROLS | _CONTROLS))
_ONE_LINE = {**_LINES, ord("\n"): " ", ord("\t"): " "}


class TextError(ValueError):
    """The text can't be stored; `str(error)` says why and what to do."""


def clean_text(value: str, *, max_length: int | None = None, multiline: bool = False) -> str:
    """Return `value` in NFC, without control and bidi-override characters, trimmed outside.

    Inner blanks and case are kept: both decide which client a register row belongs to
    (docs/definitions.md §2). With `multiline` line feeds and tabs stay; otherwise they become blanks.
    `max_length` is counted in characters after cleaning.

    Raises `TextError` for a NUL, a lone surrogate, or text longer than `max_length`.
    """
    if "\x00" in value:
        raise TextError("This text holds a NUL character. Remove it.")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise TextError("This text holds a broken character (a lone surrogate). Type it again.") from error
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.translate(_LINES if multiline else _ONE_LINE).strip()
    if max_length is not None and len(text) > max_length:
        raise TextError(f"This text has {len(text)} characters. At most {max_length} fit.")
    return text
