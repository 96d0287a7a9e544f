"""Style sheets, scripts and pictures, served by the web process itself."""

from __future__ import annotations

from crm.environment import ROOT, is_production, var_dir

STATIC_URL = "/static/"
STATIC_ROOT = var_dir() / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "crm.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

# Locally a changed file is served at once; in production by a name that holds its hash, and for ever.
WHITENOISE_USE_FINDERS = not is_production()
WHITENOISE_AUTOREFRESH = not is_production()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if is_production()
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = var_dir() / "media"
# Files that somebody brings in. Nothing serves them; web and worker share them.
IMPORTS_ROOT = MEDIA_ROOT / "imports"
# A container's /tmp is memory; a large file arrives on the disk that it stays on.
FILE_UPLOAD_TEMP_DIR = str(MEDIA_ROOT) if MEDIA_ROOT.is_dir() else None
