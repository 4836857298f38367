"""Gateways of people's own."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from kipux.adapters.aesgcm.vault import AesGcmVault
from kipux.adapters.scripted.gateway import ScriptedLLMGateway, whole_answer
from kipux.application.ports.llm_gateway import ChatText
from kipux.application.use_cases.reseal_connections import ResealConnections
from kipux.domain.connection import Connection, checked_key, checked_url, ending_of
from kipux.domain.errors import GatewayGarbled, GatewayKeyRefused, GatewayNotAllowed, Invalid, ModelUnknown, StreamCut
from kipux.domain.message import MessageStatus, Usage
from kipux.domain.model import Model
from tests.unit.house import House

URL, KEY = "https://litellm.example.org", "sk-of-one-person-1234"
MINE = Model(id="mine", name="Mine", input_price=Decimal(1), output_price=Decimal(1))


def bring(house: House, url: str = URL, key: str = KEY) -> ScriptedLLMGateway:
    """A gateway of somebody's own answers there."""
    gateway = ScriptedLLMGateway([MINE], lambda _: whole_answer("Mía.", usage=Usage(1, 1)))
    house.dialler.gateways[url, key] = gateway
    return gateway


async def connected(house: House) -> UUID:
    user_id = await house.somebody()
    await house.save_connection(user_id, url=URL, key=KEY)
    return user_id


async def kept(house: House, user_id: UUID) -> Connection | None:
    async with house.begin() as work:
        return await work.connections.find(user_id)


async def verdict(house: House, user_id: UUID, url: str = URL, key: str = KEY) -> dict[str, str]:
    with pytest.raises(Invalid) as error:
        await house.save_connection(user_id, url=url, key=key)
    return error.value.fields


async def test_who_brings_a_gateway_sees_its_models_and_is_answered_and_charged_by_it(house: House) -> None:
    own = bring(house)
    user_id = await connected(house)
    assert (await house.list_models(user_id)).models == (MINE,)
    sent = await house.ask(user_id=user_id)
    assert (await house.done(sent)).status is MessageStatus.COMPLETE
    reply = await house.kept(sent.reply, user_id)
    assert (reply.model, reply.text, reply.cost) == ("mine", "Mía.", Decimal(2))
    assert [request.user for request in own.requests] == [str(user_id)]
    assert house.gateway.requests == []


async def test_everybody_else_goes_on_with_the_shared_one(house: House) -> None:
    own = bring(house)
    await connected(house)
    somebody = await house.somebody()
    assert [model.id for model in (await house.list_models(somebody)).models] == ["m", "n"]
    await house.done(await house.ask(user_id=somebody))
    assert (len(own.requests), len(house.gateway.requests)) == (0, 1)


async def test_who_takes_it_away_is_answered_by_the_shared_one_again(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    await house.remove_connection(user_id)
    await house.remove_connection(user_id)
    assert [model.id for model in (await house.list_models(user_id)).models] == ["m", "n"]
    await house.done(await house.ask(user_id=user_id))
    assert len(house.gateway.requests) == 1


@pytest.mark.parametrize(
    ("error", "fields"),
    [
        (GatewayGarbled(), {"url": "not_a_gateway"}),
        (ModelUnknown(model="x"), {"url": "not_a_gateway"}),
        (GatewayNotAllowed(), {"url": "gateway_not_allowed"}),
        (GatewayKeyRefused(), {"key": "gateway_key_refused"}),
    ],
)
async def test_what_does_not_answer_as_a_gateway_is_not_kept_and_the_verdict_says_why(
    house: House, error: GatewayGarbled, fields: dict[str, str]
) -> None:
    bring(house).offered = error
    user_id = await house.somebody()
    assert await verdict(house, user_id) == fields
    assert await kept(house, user_id) is None


async def test_a_failed_try_leaves_the_connection_that_was_there(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    before = await kept(house, user_id)
    assert await verdict(house, user_id, key="sk-another-one-9999") == {"key": "gateway_key_refused"}
    assert await verdict(house, user_id, url="https://nobody.example.org") == {"url": "gateway_unreachable"}
    assert await kept(house, user_id) == before


async def test_the_key_is_sealed_at_rest_and_only_its_end_is_told(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    connection = await kept(house, user_id)
    assert connection is not None
    assert connection.key_ending == "1234"
    assert KEY not in repr(connection)
    assert KEY[:-4] not in connection.sealed_key


async def test_a_key_goes_to_no_other_address_than_its_own(house: House) -> None:
    bring(house)
    bring(house, "https://evil.example.org", "")
    user_id = await connected(house)
    house.dialler.dialled.clear()
    assert await verdict(house, user_id, url="https://evil.example.org", key="") == {"key": "key_again"}
    assert house.dialler.dialled == []
    await house.save_connection(user_id, url=f" {URL}/ ", key="")
    assert house.dialler.dialled == [(URL, KEY)]


async def test_an_address_changed_behind_our_back_gets_no_key(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    connection = await kept(house, user_id)
    assert connection is not None
    async with house.begin() as work:
        await work.connections.save(replace(connection, url="https://evil.example.org"))
        await work.commit()
    house.dialler.dialled.clear()
    done = await house.done(await house.ask(user_id=user_id, model="mine"))
    assert done.failure is not None
    assert done.failure.code == "gateway_key_refused"
    assert house.dialler.dialled == []


async def test_what_another_instance_changed_is_noticed(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    async with house.begin() as work:
        await work.connections.delete(user_id)
        await work.commit()
    sent = await house.ask(user_id=user_id)
    await house.done(sent)
    assert (await house.kept(sent.reply, user_id)).model == "m"


def restarted(house: House, user_id: UUID) -> None:
    """What an instance does not know that has not served this person yet."""
    house.own_models.note(user_id, None)


async def test_after_a_restart_the_models_of_a_gateway_of_one_s_own_are_known_before_a_reply_is_begun(
    house: House,
) -> None:
    bring(house)
    user_id = await connected(house)
    restarted(house, user_id)
    sent = await house.ask(user_id=user_id)
    await house.done(sent)
    restarted(house, user_id)
    again = await house.regenerate_reply(user_id, sent.reply.id)
    await house.done(again)
    for reply in (sent.reply, again.reply):
        kept_reply = await house.kept(reply, user_id)
        assert (kept_reply.model, kept_reply.cost) == ("mine", Decimal(2))


async def test_and_before_one_that_was_cut_off_goes_on(house: House) -> None:
    bring(house)._script = lambda _: [ChatText("Una"), StreamCut()]
    user_id = await connected(house)
    sent = await house.ask(user_id=user_id)
    await house.done(sent)
    bring(house)
    restarted(house, user_id)
    await house.done(await house.continue_reply(user_id, sent.reply.id))
    assert [model.id for model in house.catalogue.current(user_id).models] == ["mine"]


class Slow(ScriptedLLMGateway):
    """Lists its models after everybody had a turn."""

    async def models(self) -> tuple[Model, ...]:
        await asyncio.sleep(0.01)
        return await super().models()


async def test_who_waits_for_a_list_that_is_asked_for_already_asks_no_more(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    restarted(house, user_id)
    house.dialler.gateways[URL, KEY] = Slow([MINE], lambda _: ())
    house.dialler.dialled.clear()
    lists = await asyncio.gather(*(house.own_models.fresh(user_id) for _ in range(3)))
    assert [known.models for known in lists] == [(MINE,)] * 3
    assert house.dialler.dialled == [(URL, KEY)]


async def test_a_gateway_that_lists_nothing_keeps_nobody_from_asking(house: House) -> None:
    gateway = bring(house)
    user_id = await connected(house)
    gateway.offered = GatewayGarbled()
    restarted(house, user_id)
    done = await house.done(await house.ask(user_id=user_id, model="mine"))
    assert done.status is MessageStatus.COMPLETE


async def test_keys_are_sealed_anew_when_the_secret_changes(house: House) -> None:
    bring(house)
    user_id = await connected(house)
    old, new = "a secret of the tests, long enough", "another secret of the tests, long enough"
    assert await ResealConnections(house.begin, AesGcmVault([new, old]))() == 1
    assert await ResealConnections(house.begin, AesGcmVault([new, old]))() == 0
    connection = await kept(house, user_id)
    assert connection is not None
    assert AesGcmVault([new]).open(connection.sealed_key, connection.seal) == KEY
    assert await ResealConnections(house.begin, AesGcmVault(["a third secret, of which nobody knew"]))() == 0


@pytest.mark.parametrize(
    "url",
    [
        "litellm.example.org",
        "ftp://litellm.example.org",
        "https://",
        "https://user:pass@litellm.example.org",
        "https://@litellm.example.org",
        "https://litellm.example.org?x=1",
        "https://litellm.example.org/#top",
        "https://litellm.example.org:99999",
        "https://litellm.example.org:0",
        "https://lite llm.example.org",
        "https://litellm.example.org\\@evil",
        "https://litellm.example.org/\n",
        "https://ñandú.example.org",
        "https://[::1",
        "javascript:alert(1)",
        "https://" + "a" * 500,
    ],
)
def test_what_is_no_root_of_a_server_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as error:
        checked_url(f"{url}?" if url.endswith("\n") else url)
    assert error.value.fields == {"url": "url"}


def test_an_address_is_kept_without_slash_and_a_key_without_blanks() -> None:
    assert checked_url(" https://host.example.org:8443/llm/v1/ ") == "https://host.example.org:8443/llm/v1"
    assert checked_key(" sk-1 ") == "sk-1"
    for bad in ("sk 1", "sk\r\nx: y", "ñ", "x" * 1001):
        with pytest.raises(Invalid):
            checked_key(bad)
    assert (ending_of("sk-short"), ending_of("sk-long-enough")) == ("", "ough")
