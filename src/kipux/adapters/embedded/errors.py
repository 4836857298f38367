"""Why something that Kipux brings itself did not start."""


class CannotStart(Exception):
    """A part of embedded mode cannot start. Its text is for the administrator: a sentence, then perhaps the end of a log."""


class DataFolderInUse(CannotStart):
    """Another Kipux that is alive works on this data folder."""
