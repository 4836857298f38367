"""A corpus of what a model may write to do harm, through the real sanitiser in a real browser. Every bug adds a case to it."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from playwright.async_api import Page, Request, expect

from tests.e2e.browsing import Visitor

CORPUS = Path(__file__).parents[1] / "data" / "hostile"
TRAPS = """
for (const name of ["hurt", "alert", "confirm", "prompt", "print"]) window[name] = () => { window.isHurt = true; };
"""
SHOW = """
async ({ texts, base }) => {
  const { MarkdownView } = await import(`${base}/js/lib/markdown.js`);
  const host = document.querySelector(".messages");
  document.querySelector("chat-app").dataset.empty = "false";
  host.replaceChildren();
  for (const text of texts) {
    for (const isLive of [true, false]) {
      const box = Object.assign(document.createElement("div"), { className: "markdown" });
      host.append(box);
      const view = new MarkdownView(box);
      const step = Math.max(7, Math.ceil(text.length / 24));
      for (let end = step; isLive && end < text.length; end += step) view.grow(text.slice(0, end));
      for (const _ of view.finish(text));
    }
  }
}
"""
FAULTS = """
() => {
  const faults = [];
  const shown = document.querySelectorAll(".messages *");
  const forbidden = `script, style, iframe, frame, object, embed, form, meta, base, link, template, video, audio, source, textarea,
    select, dialog, chat-app, chat-message, foreignObject, animate, set, use:not(.icon use), image, annotation-xml, mglyph, [id], [name],
    [srcdoc], [srcset], [action], [formaction], [ping], [popover], [contenteditable], [accesskey], [is], [autofocus]`;
  for (const element of shown) {
    if (element.matches(forbidden)) faults.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) faults.push(`${name}=${value}`);
      if (name === "style" && (!element.closest(".math") || /url|fixed|absolute|expression/i.test(value))) faults.push(`style=${value}`);
      const isOurs = element.closest(".icon");
      if (/^(?:xlink:)?href$/.test(name) && !isOurs && !/^(?:https?:\\/\\/|mailto:)/i.test(value)) faults.push(`href=${value}`);
      const isDrawn = element.closest(".diagram") && value.startsWith("data:image/svg+xml");
      if (name === "src" && !isDrawn) faults.push(`src=${value}`);
    }
    if (element.matches("a[href]") && !(element.rel.includes("noopener") && element.target === "_blank")) faults.push(element.outerHTML);
    if (element.matches("input") && !(element.type === "checkbox" && element.disabled)) faults.push(element.outerHTML);
    if (element.matches("button") && !element.closest(".code-block, .footnote-reference")) faults.push(element.outerHTML);
  }
  return [...new Set(faults)];
}
"""


@pytest.mark.parametrize("name", ["markdown", "html", "svg", "latex", "depth"])
async def test_nothing_of_the_corpus_does_any_harm(visitor: Visitor, name: str) -> None:
    page, foreign = await watched(visitor)
    await show(page, cases(name))
    assert await page.evaluate(FAULTS) == []
    await unharmed(page, foreign)


async def test_hostile_diagrams_do_no_harm(visitor: Visitor) -> None:
    page, foreign = await watched(visitor)
    for case in cases("mermaid"):
        await show(page, [f"```mermaid\n{case}\n```\n"])
        if len(case) < 20_000:
            await page.locator(".is-drawn, .code-fault").first.wait_for()
        assert await page.evaluate(FAULTS) == [], case
        for source in await page.locator(".diagram img").evaluate_all("all => all.map((one) => one.src)"):
            assert faults_of(unquote(source.partition(",")[2])) == [], case
    await unharmed(page, foreign)


async def test_a_link_says_where_it_leads(visitor: Visitor) -> None:
    page, _ = await watched(visitor)
    turned = "[\u202eelpmaxe](https://malo.example)"
    await show(page, [f"[https://banco.example/x](https://malo.example) {turned} [www.kipux.dev](https://kipux.dev/a)"])
    links = page.locator(".markdown").last.get_by_role("link")
    await expect(links).to_have_text(["https://banco.example/x (malo.example)", "elpmaxe", "www.kipux.dev"])


def faults_of(svg: str) -> list[str]:
    """What a drawing holds that could run or fetch something. Words between tags can do neither."""
    faults: list[str] = []
    for element in ET.fromstring(svg).iter():
        tag = element.tag.rpartition("}")[2]
        if tag in {"script", "iframe", "image", "img", "a", "embed", "object", "animate", "set"}:
            faults.append(tag)
        for name, value in element.attrib.items():
            if name.startswith("on") or re.search(r"javascript:|url\((?!['\"]?#)|^https?:", value):
                faults.append(f"{name}={value}")
        if tag == "style" and re.search(r"@import|url\((?!['\"]?#)", element.text or ""):
            faults.append(element.text or "")
    return faults


def cases(name: str) -> list[str]:
    return (CORPUS / f"{name}.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n%%%%\n")


async def watched(visitor: Visitor) -> tuple[Page, list[str]]:
    """A new chat, and the addresses elsewhere that it asks for."""
    await visitor.context.add_init_script(TRAPS)
    page = await visitor.registered()
    foreign: list[str] = []

    def note(request: Request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(visitor.url).netloc:
            foreign.append(request.url)

    page.on("request", note)
    return page, foreign


async def show(page: Page, texts: list[str]) -> None:
    sheet: str = await page.locator("link[rel=stylesheet]").first.get_attribute("href") or ""
    given: dict[str, Any] = {"texts": texts, "base": sheet.removesuffix("/css/app.css")}
    await page.evaluate(SHOW, given)
    await page.wait_for_load_state("networkidle")


async def unharmed(page: Page, foreign: list[str]) -> None:
    for link in await page.locator(".messages :is(summary, input, sup button)").all():
        await link.dispatch_event("click")
    assert await page.evaluate("window.isHurt ?? false") is False
    assert foreign == []
    assert page.url.endswith("/chat")
    await expect(page.get_by_role("textbox", name="Mensaje")).to_be_visible()
