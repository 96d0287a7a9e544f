"""Language, time zone and how numbers look."""

from __future__ import annotations

from crm.environment import env

LANGUAGE_CODE: str = env.str("LANGUAGE_CODE", default="en-gb")
LANGUAGES = [("en", "English"), ("en-gb", "English (UK)")]
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = env.str("TIME_ZONE", default="UTC")
