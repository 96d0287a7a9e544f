# Perennial as an image: web, worker, beat and commands are the same image, started differently (compose.yaml).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    CRM_MODE=production \
    CRM_VAR=/var/lib/perennial

WORKDIR /srv/perennial

# Only what is named with its hash in the lock file gets in.
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt && pip check

COPY manage.py ./
COPY accounts ./accounts
COPY crm ./crm
COPY relationships ./relationships
COPY static ./static
COPY templates ./templates

# Static files get names that hold their hash, and lie in the image: a new image brings its own. The settings are
# read on the way, and refuse to be unsafe; nothing of these values stays.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    BASE_URL=https://image.invalid REDIS_URL=redis://:none@image.invalid/0 DATABASE_URL=postgresql://none@image.invalid/none \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q . \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin perennial \
    && mkdir -p /var/lib/perennial/media /var/lib/perennial/backups \
    && chown perennial: /var/lib/perennial/media /var/lib/perennial/backups

USER 10001

EXPOSE 8000
CMD ["gunicorn", "-c", "python:crm.web_server", "--bind", "0.0.0.0:8000", "crm.wsgi"]
