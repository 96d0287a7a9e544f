"""Settings. Local mode by default; CRM_MODE=production turns on every refusal of `crm.settings.refusals`."""

from crm.environment import ROOT as BASE_DIR
from crm.environment import mode
from crm.settings.applications import *
from crm.settings.broker import *
from crm.settings.capture import *
from crm.settings.database import *
from crm.settings.language import *
from crm.settings.logs import *
from crm.settings.mail import *
from crm.settings.refusals import refuse_unsafe
from crm.settings.security import *
from crm.settings.sign_in import *
from crm.settings.static import *

CRM_MODE = mode()
refuse_unsafe(globals())

__all__ = [name for name in globals() if name.isupper()]
