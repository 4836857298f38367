"""Export and import through the API."""

import asyncio
import io
import json
import zipfile
from urllib.parse import urlsplit

from tests.integration.living import LiveApp, Person

ZIP = {"content-type": "application/zip"}


async def test_everything_leaves_in_a_zip_and_comes_back_as_new(ada: Person, bob: Person) -> None:
    sent = await ada.ask("¿Qué es un quipu?")
    await ada.events(sent["events"])
    await ada.said("POST", "/api/conversations", 201, {"title": "vacía"})
    answer = await ada.http.get("/api/conversations/export")
    assert answer.headers["content-type"].startswith("application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="kipux.zip"'
    assert len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == 4
    imported = await bob.http.post("/api/conversations/import", content=answer.content, headers=ZIP)
    assert (imported.status_code, imported.json()) == (200, {"imported": 2, "refused": []})
    listed = (await bob.said("GET", "/api/conversations", 200))["items"]
    theirs = next(it for it in listed if it["title"] == "¿Qué es un quipu?")
    assert theirs["id"] != sent["conversation"]["id"]
    messages = await bob.messages(theirs["id"])
    assert [it["text"] for it in messages] == ["¿Qué es un quipu?", "Hola, mundo."]
    own = await ada.messages(sent["conversation"]["id"])
    assert [it["cost"] for it in messages] == [it["cost"] for it in own]
    assert len((await ada.said("GET", "/api/conversations", 200))["items"]) == 2


async def test_one_conversation_is_a_file(ada: Person, bob: Person) -> None:
    sent = await ada.ask("Hola")
    await ada.events(sent["events"])
    path = f"/api/conversations/{sent['conversation']['id']}"
    text = await ada.http.get(f"{path}/markdown")
    assert text.headers["content-type"].startswith("text/markdown")
    assert "Hola, mundo." in text.text
    content = json.loads((await ada.http.get(f"{path}/export")).content)
    assert [it["role"] for it in content["messages"]] == ["user", "assistant"]
    for stranger in ("markdown", "export"):
        await bob.said("GET", f"{path}/{stranger}", 404)


async def test_a_bad_file_spoils_nothing_and_no_zip_is_refused(ada: Person) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("conversations/bad.json", b"{}")
    answer = await ada.http.post("/api/conversations/import", content=packed.getvalue(), headers=ZIP)
    assert answer.json() == {"imported": 0, "refused": ["conversations/bad.json"]}
    refused = await ada.http.post("/api/conversations/import", content=b"no zip", headers=ZIP)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "file"
    large = await ada.http.post("/api/conversations/import", content=b"0" * 3_000_000, headers=ZIP)
    assert large.status_code == 422  # more than other requests may bring, and not too much here


async def test_a_body_that_says_that_it_is_too_large_is_not_read(live_app: LiveApp) -> None:
    address = urlsplit(live_app.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(b"POST /api/conversations/import HTTP/1.1\r\nhost: kipux\r\ncontent-length: 64000001\r\n\r\n")
    assert b" 413 " in await asyncio.wait_for(reader.readline(), 10)
    writer.close()
