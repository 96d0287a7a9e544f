"""What a browser says it is, in the words people use: "Firefox on Windows". Pure."""

from __future__ import annotations

LONGEST = 300
"""Characters of what a browser says about itself that are kept."""

# The first that is found: Edge and Opera call themselves Chrome too, and everybody calls themselves Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """The browser and its system; "An unknown browser" for what says neither."""
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    system = next((words for mark, words in _SYSTEMS if mark in agent), "")
    return " on ".join(filter(None, [browser, system])) or "An unknown browser"
