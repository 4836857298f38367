"""A small model's titles, through the real app."""

import asyncio

from tests.integration.living import running


async def test_a_conversation_is_named_by_the_model_of_the_settings(database_url: str) -> None:
    async with running(database_url, title_model="m") as app, app.person() as ada:
        sent = await ada.ask("What is a quipu, and who made them?")
        assert sent["conversation"]["title"] == "What is a quipu, and who made them?"
        await ada.events(sent["events"])
        path = f"/api/conversations/{sent['conversation']['id']}"
        async with asyncio.timeout(10):
            while (await ada.said("GET", path, 200))["title"] != "Hola, mundo":
                await asyncio.sleep(0.01)
