"""What the command line answers when it cannot do its work."""


class Refused(Exception):
    """A command cannot do its work. Its text is one sentence for the administrator."""
