"""What stops a start or a command, for whoever runs Relais."""


class OperatorError(Exception):
    """What whoever runs Relais must mend before it goes on; the message is the sentence that they read."""


class BadSetting(OperatorError):
    """A setting has a value that Relais refuses to start with; the message says which and why."""
