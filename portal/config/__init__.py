"""Settings: every `RELAIS_*` variable, typed, loud when wrong, described in `docs/settings.md`."""

from portal.config.errors import BadSetting, OperatorError
from portal.config.settings import Settings

__all__ = ["BadSetting", "OperatorError", "Settings"]
