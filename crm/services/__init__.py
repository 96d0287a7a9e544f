"""The PostgreSQL and Valkey that come with the installation, for whoever sets no DATABASE_URL or REDIS_URL."""

from crm.services.errors import ServiceError
from crm.services.hold import Services

__all__ = ["ServiceError", "Services"]
