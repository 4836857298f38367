from playwright.async_api import Page, expect

from tests.e2e.browsing import answered, told

HOSTILE = """<script>document.title = "mal"</script>
<img src="x" onerror="document.title = 'mal'">
<iframe src="https://kipux.example"></iframe><style>body { display: none }</style>
<form action="/logout" method="post"><button>Salir</button></form>
<a href="javascript:alert(1)" id="messages" style="position: fixed">uno</a> <a href="/logout">dos</a>

[tres](https://kipux.example "título") ![foto](https://kipux.example/foto.png)

<details open ontoggle="document.title = 'mal'"><summary>más</summary>oculto</details>
<svg><use href="https://kipux.example/x.svg#a"/></svg><math><mtext></mtext></math>
"""
RICH = """## Título

| Año | Cota |
|---|---:|
| 2021 | 3 808,9 |

- [x] hecho
- [ ] pendiente

```python
print("hola")
```
"""


async def test_what_a_model_writes_can_do_nothing_live_or_stored(page: Page) -> None:
    title = await page.title()
    reply = await answered(page, told(HOSTILE))
    for _ in ("live", "stored"):
        text = reply.locator(".markdown")
        await expect(text.get_by_role("link", name="tres")).to_have_attribute("rel", "noopener noreferrer")
        await expect(text.get_by_role("link", name="tres")).to_have_attribute("target", "_blank")
        await expect(text.get_by_role("link", name="foto")).to_have_attribute("href", "https://kipux.example/foto.png")
        await expect(text.locator("a[href]")).to_have_count(2)
        for gone in (
            "script",
            "img",
            "iframe",
            "style",
            "form",
            "button",
            "svg:not(.icon)",
            "[id]",
            "[style]",
            "[ontoggle]",
        ):
            await expect(text.locator(gone)).to_have_count(0)
        assert "mal" not in await page.title()
        await page.reload()
    assert title != await page.title()


async def test_tables_tasks_and_code_are_drawn(page: Page) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply = await answered(page, told(RICH))
    await expect(reply.get_by_role("cell", name="3 808,9")).to_have_css("text-align", "end")
    await expect(reply.get_by_role("checkbox", name="Hecho")).to_be_checked()
    await expect(reply.get_by_role("checkbox", name="Pendiente")).not_to_be_checked()
    await expect(reply.locator(".hljs-string")).to_have_text('"hola"')
    await reply.get_by_role("button", name="Copiar el código").click()
    assert await page.evaluate("navigator.clipboard.readText()") == 'print("hola")'
    async with page.expect_download() as downloading:
        await reply.get_by_role("button", name="Descargar el código").click()
    assert (await downloading.value).suggested_filename == "kipux.py"
