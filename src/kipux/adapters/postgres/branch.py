"""The way from a leaf towards the root of a conversation's tree, as SQL."""

from sqlalchemy import ARRAY, Integer, Uuid, any_, bindparam, case, literal, null, or_, select, true

from kipux.adapters.postgres.rows import MESSAGE_COLUMNS
from kipux.adapters.postgres.tables import messages

_conversation = bindparam("conversation", type_=Uuid)
_leaf = bindparam("leaf", type_=Uuid)
_before = bindparam("before", type_=Uuid)
_limit = bindparam("limit", type_=Integer)

# `room` counts down from the limit on the messages that are wanted, and is null on those from the leaf to `before`.
_way = (
    select(
        messages.c.id,
        messages.c.parent_id,
        case((_before.is_(None), _limit), else_=null()).label("room"),
        literal(0).label("height"),
    )
    .where(messages.c.conversation_id == _conversation, messages.c.id == _leaf)
    .cte("way", recursive=True)
)
_way = _way.union_all(
    select(
        messages.c.id,
        messages.c.parent_id,
        case((_way.c.room.is_not(None), _way.c.room - 1), (_way.c.id == _before, _limit), else_=null()),
        _way.c.height + 1,
    )
    .join(_way, messages.c.id == _way.c.parent_id)
    .where(or_(_way.c.room.is_(None), _way.c.room > 1))
)

BRANCH = (
    select(*MESSAGE_COLUMNS)
    .join(_way, messages.c.id == _way.c.id)
    .where(_way.c.room.is_not(None))
    .order_by(_way.c.height.desc())
)
"""Up to `limit` messages of the branch of `conversation` that ends in `leaf`, oldest first: the last ones, or those right above
`before` when it is not null."""

CHILDREN = (
    select(messages.c.id, messages.c.parent_id)
    .where(
        messages.c.conversation_id == _conversation,
        or_(messages.c.parent_id == any_(bindparam("parents", type_=ARRAY(Uuid))), messages.c.parent_id.is_(None)),
    )
    .order_by(messages.c.created_at, messages.c.id)
)
"""Every child of `parents` in `conversation`, and every root, oldest first."""

_up = (
    select(messages.c.id, messages.c.parent_id)
    .where(messages.c.conversation_id == _conversation, messages.c.id == _leaf)
    .cte("up", recursive=True)
)
_up = _up.union_all(select(messages.c.id, messages.c.parent_id).join(_up, messages.c.id == _up.c.parent_id))

ABOVE = select(_up.c.id).where(_up.c.id == bindparam("message", type_=Uuid))
"""A row if `message` is `leaf` or above it in `conversation`."""

_under = (
    select(messages.c.id)
    .where(messages.c.conversation_id == _conversation, messages.c.id == bindparam("message", type_=Uuid))
    .cte("under", recursive=True)
)
_under = _under.union_all(
    select(messages.c.id)
    .join(_under, messages.c.parent_id == _under.c.id)
    .where(messages.c.conversation_id == _conversation)
)

AT_OR_BELOW = select(_under.c.id)
"""`message` of `conversation` and everything below it."""

_down = (
    select(messages.c.id, literal(0).label("depth"))
    .where(messages.c.conversation_id == _conversation, messages.c.id == _leaf)
    .cte("down", recursive=True)
)
_newest_child = (
    select(messages.c.id)
    .where(messages.c.conversation_id == _conversation, messages.c.parent_id == _down.c.id)
    .order_by(messages.c.created_at.desc(), messages.c.id.desc())
    .limit(1)
    .correlate(_down)
    .lateral("child")
)
_down = _down.union_all(select(_newest_child.c.id, _down.c.depth + 1).join(_newest_child, true()))

WAY_DOWN = select(_down.c.id).order_by(_down.c.depth)
"""The way from `leaf`, which need not be one, to the end of its newest continuation."""
