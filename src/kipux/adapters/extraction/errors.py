"""What readers raise."""


class Unreadable(Exception):
    """It holds nothing that can be read."""
