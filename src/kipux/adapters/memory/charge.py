"""A charge as it is kept."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID


class Charge(NamedTuple):
    """What one reply cost; None when unknown. It stays when the reply goes."""

    user_id: UUID
    conversation_id: UUID
    at: datetime
    cost: Decimal | None
