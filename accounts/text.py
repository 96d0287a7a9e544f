"""The one gate through which every inbound string passes: form, import, command, mail.

Pure: no Django. Raises `TextError` with a message a person can act on.
"""

import unicodedata

# Overrides and isolates can make a name read as another one; they carry no meaning in stored text.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_BREAKS = frozenset("\n\t")


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
    text = "".join(_kept(character, multiline) for character in text).strip()
    if max_length is not None and len(text) > max_length:
        raise TextError(f"This text has {len(text)} characters. At most {max_length} fit.")
    return text


def _kept(character: str, multiline: bool) -> str:
    if character in _LINE_BREAKS:
        return character if multiline else " "
    if character in _BIDI_CONTROLS or unicodedata.category(character) == "Cc":
        return ""
    return character
