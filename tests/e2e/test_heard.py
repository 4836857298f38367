"""What a screen reader says: a reply sentence by sentence, once each, how it ended, and a failure at once."""

import re
from typing import TypedDict

from playwright.async_api import Page, expect

from tests.e2e.browsing import Visitor, answered, ask, told

LISTEN = """() => {
    window.heard = { polite: [], assertive: [] };
    for (const [id, manner] of [["announcer", "polite"], ["alarm", "assertive"]]) {
        new MutationObserver((records) => {
            for (const { addedNodes } of records) for (const node of addedNodes) window.heard[manner].push(node.textContent);
        }).observe(document.getElementById(id), { childList: true, subtree: true });
    }
}"""
STORY = "Primera frase, con una coma. ¿Segunda? Y una última sin punto"


class Heard(TypedDict):
    polite: list[str]
    assertive: list[str]


async def test_a_reply_is_heard_sentence_by_sentence_and_its_end(page: Page) -> None:
    await page.evaluate(LISTEN)
    await answered(page, told(STORY))
    await expect(page.locator("#announcer")).to_contain_text("Respuesta completa.")
    said = await heard(page)
    assert " ".join(said["polite"]) == f"{STORY} Respuesta completa."
    assert said["polite"][-1] == "Respuesta completa."
    assert all(re.search(r"[.?!]$|punto$", piece) for piece in said["polite"])
    assert said["assertive"] == []
    await expect(page.locator("[aria-live] chat-message, [role=log] chat-message")).to_have_count(0)


async def test_a_reply_that_goes_on_does_not_begin_anew(page: Page) -> None:
    await page.evaluate(LISTEN)
    reply = await ask(page, told(words=300, ms=20))
    await expect(reply).to_contain_text("w10")
    await page.get_by_role("button", name="Detener").click()
    await expect(page.locator("#announcer")).to_contain_text("Respuesta detenida.")
    before = (await heard(page))["polite"]
    await reply.get_by_role("button", name="Continuar").click()
    await expect(page.locator("#announcer")).to_contain_text("Respuesta completa.", timeout=30_000)
    *pieces, end = (await heard(page))["polite"][len(before) :]
    whole = await reply.locator(".markdown").inner_text()
    assert " ".join([*before[:-1], *pieces]) == whole.strip()
    assert end == "Respuesta completa."


async def test_a_reply_that_takes_the_place_of_one_unfinished_is_heard_from_its_beginning(page: Page) -> None:
    await page.evaluate(LISTEN)
    reply = await ask(page, told("Esto no le interesa a nadie. " * 200, ms=20))
    await expect(page.locator("#announcer")).to_contain_text("Esto no le interesa a nadie.")
    await page.get_by_role("button", name="Editar").click()
    await page.locator("message-editor textarea").fill(told(STORY))
    await page.locator("message-editor").get_by_role("button", name="Enviar").click()
    await expect(reply).to_contain_text(STORY)
    await expect(page.locator("#announcer")).to_contain_text("Respuesta completa.")
    said = [piece for piece in (await heard(page))["polite"] if "nadie" not in piece]
    assert " ".join(said) == f"{STORY} Respuesta completa."


async def test_a_failure_is_heard_at_once_with_what_to_do(page: Page) -> None:
    await page.evaluate(LISTEN)
    await answered(page, told(do="limited"), "failed")
    await expect(page.get_by_role("alert")).to_contain_text("La respuesta falló. El proveedor pide esperar 7 segundos")
    assert (await heard(page))["polite"] == []
    assert len((await heard(page))["assertive"]) == 1


async def test_the_tree_names_everything_in_both_languages(visitor: Visitor) -> None:
    page = await visitor.registered()
    await answered(page, told("Hola."))
    reply = page.get_by_role("article", name="Respuesta")
    for name in ("Copiar", "Responder de nuevo", "Ver JSON", "Borrar mensaje"):
        await expect(reply.get_by_role("toolbar").get_by_role("button", name=name)).to_have_count(1)
    sidebar = page.get_by_role("navigation", name="Conversaciones")
    await expect(sidebar.locator("[aria-current=page]")).to_have_count(1)
    await expect(page.get_by_role("heading", level=2, name="Respuesta")).to_have_count(1)
    await page.get_by_role("button", name="Idioma").click()
    await page.get_by_role("button", name="English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    reply = page.get_by_role("article", name="Reply")
    for name in ("Copy", "Answer again", "Show JSON", "Delete message"):
        await expect(reply.get_by_role("toolbar").get_by_role("button", name=name)).to_have_count(1)


async def heard(page: Page) -> Heard:
    said: Heard = await page.evaluate("window.heard")
    return said
