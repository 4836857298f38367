"""Keys only: Tab, Enter, Space, the arrows and Esc lead through everything, and one sees where one is."""

from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.e2e.browsing import PASSWORD, Visitor, told

FAR = 60
"""More stops than this are none."""
SEEN = """(names) => {
    const it = document.activeElement;
    const says = `${it.localName}.${it.className} “${(it.ariaLabel ?? it.textContent).trim().slice(0, 40)}”`;
    if (it === document.body) return "nothing has the keyboard";
    const box = it.getBoundingClientRect();
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right - left < 2 || bottom - top < 2) return `outside the window: ${says} ${Math.round(box.x)},${Math.round(box.y)}`;
    const places = [0.1, 0.5, 0.9].flatMap((x) => [0.2, 0.5, 0.8].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
    const related = (other) => other && (it.contains(other) || other.contains(it) || it.labels?.[0]?.contains(other));
    if (!places.some(([x, y]) => related(document.elementFromPoint(x, y)))) return `hidden under something: ${says}`;
    const ring = (element) => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    };
    const bordered = it.matches("textarea, input") && it.closest(".composer, .editor, .picker-search, .field");
    return ring(it) || bordered ? "" : `without a ring: ${says}`;
}"""


class Hands:
    """Somebody without a mouse. Wherever the keyboard is, it must be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        await self.page.keyboard.insert_text(text)

    async def go_to(self, goal: Locator, key: str = "Tab") -> None:
        """Press the key until the goal has the keyboard; every stop on the way must be seen."""
        for _ in range(FAR):
            if await goal.evaluate("element => element === document.activeElement"):
                return
            await self.press(key)
            await self.look()
        raise AssertionError(f"{key} does not lead to {goal}")

    async def look(self) -> None:
        """Raises what is wrong with the place of the keyboard."""
        wrong = await self.page.evaluate(SEEN)
        assert not wrong, wrong


async def test_from_registering_to_logging_out_without_a_mouse(visitor: Visitor) -> None:
    page = await visitor.tab("/")
    hands = Hands(page)
    await register(hands)
    await choose_a_model(hands)
    await ask_and_stop(hands)
    await edit_and_go_back(hands)
    await copy_and_look(hands)
    await keep_house(hands)
    await set_things(hands)
    await hands.go_to(page.get_by_role("link", name="Kipux").first)
    await hands.press("Enter")
    await page.wait_for_url("**/chat")
    await hands.go_to(page.get_by_role("button", name="Tu cuenta"), "Shift+Tab")
    await hands.press("Enter")
    await hands.go_to(page.get_by_role("button", name="Salir"))
    await hands.press("Enter")
    await expect(page.get_by_role("heading", name="Todos tus modelos, un solo hilo.")).to_be_visible()


async def register(hands: Hands) -> None:
    page = hands.page
    await hands.go_to(page.get_by_role("link", name="Crear una cuenta"))
    await hands.press("Enter")
    await expect(page.locator("phone-field[data-ready]")).to_be_visible()
    typed = (("#name", "Ana Quispe"), ("#email", f"{uuid4().hex[:12]}@kipux.dev"), ("#phone", "987 654 321"))
    for field, text in (*typed, ("#password", PASSWORD)):
        await hands.go_to(page.locator(field))
        await hands.type(text)
    await hands.press("Enter")
    await page.wait_for_url("**/chat")
    await expect(prompt(page)).to_be_focused()
    await hands.look()


async def choose_a_model(hands: Hands) -> None:
    page = hands.page
    await hands.go_to(page.locator(".picker"), "Shift+Tab")
    await hands.press("Space")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await hands.press("Escape")
    await expect(page.locator(".picker")).to_be_focused()
    await hands.press("Enter")
    await hands.type("paced")
    await expect(page.get_by_role("option")).not_to_have_count(0)
    await hands.press("Enter")
    await expect(page.locator(".picker")).to_be_focused()
    await hands.look()


async def ask_and_stop(hands: Hands) -> None:
    page = hands.page
    await hands.go_to(prompt(page))
    await hands.type(told(words=2_000, ms=20))
    await hands.press("Enter")
    reply = page.locator("chat-message.reply")
    await expect(reply).to_contain_text("w5")
    await expect(prompt(page)).to_be_focused()
    await hands.go_to(page.get_by_role("button", name="Detener"))
    await hands.press("Enter")
    await expect(reply).to_have_attribute("data-status", "stopped")
    await expect(prompt(page)).to_be_focused()
    await hands.look()


async def edit_and_go_back(hands: Hands) -> None:
    page = hands.page
    own = page.locator("chat-message.own")
    toolbar = own.get_by_role("button", name="Copiar")
    await hands.go_to(toolbar, "Shift+Tab")
    await hands.go_to(own.get_by_role("button", name="Editar"), "ArrowRight")
    await hands.press("Enter")
    await expect(page.get_by_role("textbox", name="Editar")).to_be_focused()
    await hands.press("Escape")
    await expect(own.get_by_role("button", name="Editar")).to_be_focused()
    await hands.press("Enter")
    await expect(page.get_by_role("textbox", name="Editar")).to_be_focused()
    await hands.press("Control+a")
    await hands.type(told("Respuesta a lo editado.\n\n```py\nprint(1)\n```"))
    await hands.go_to(page.locator("message-editor [type=submit]"))
    await hands.press("Enter")
    await expect(page.locator("chat-message.reply")).to_have_attribute("data-status", "complete")
    await expect(prompt(page)).to_be_focused()
    await hands.go_to(toolbar, "Shift+Tab")
    await hands.go_to(own.get_by_role("button", name="Versión anterior"), "ArrowRight")
    await hands.press("Enter")
    await expect(own.locator(".branches-place")).to_have_text("1/2")
    await expect(own.get_by_role("button", name="Versión siguiente")).to_be_focused()
    await hands.look()
    await hands.press("Space")
    await expect(own.locator(".branches-place")).to_have_text("2/2")
    await expect(own.get_by_role("button", name="Versión anterior")).to_be_focused()


async def copy_and_look(hands: Hands) -> None:
    page = hands.page
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reply = page.locator("chat-message.reply")
    await hands.go_to(reply.locator(".reply-foot [data-act=copy]"))
    await hands.press("Enter")
    await expect(reply.get_by_role("button", name="Copiado")).to_be_focused()
    json = reply.get_by_role("button", name="Ver JSON")
    await hands.go_to(json, "ArrowRight")
    await hands.press("Enter")
    dialog = page.get_by_role("dialog", name="Respuesta del proveedor")
    await expect(dialog).to_contain_text("finish_reason")
    await hands.look()
    await hands.press("Escape")
    await expect(json).to_be_focused()
    again = reply.get_by_role("button", name="Responder de nuevo")
    await hands.go_to(again, "ArrowLeft")
    await hands.press("Enter")
    await expect(page.locator("[data-again=same]")).to_be_focused()
    await hands.press("Escape")
    await expect(again).to_be_focused()
    await hands.go_to(reply.locator(".reply-foot [data-act=delete]"), "ArrowRight")
    await hands.press("Enter")
    await hands.go_to(page.locator(".swal2-confirm"))
    await hands.press("Enter")
    await expect(reply).to_have_count(0)
    await expect(page.locator("chat-message.own").get_by_role("button", name="Copiar")).to_be_focused()
    await hands.look()


async def keep_house(hands: Hands) -> None:
    page = hands.page
    await hands.go_to(page.locator(".new-chat"), "Shift+Tab")
    await hands.press("Enter")
    await page.wait_for_url("**/chat")
    await hands.type(told("Otra."))
    await hands.press("Enter")
    await page.wait_for_url("**/chat/*-*")
    await expect(page.locator(".knot")).to_have_count(2)
    first = page.locator(".knot").first
    options = first.locator(".knot-more")
    await hands.go_to(options, "Shift+Tab")
    await hands.press("Enter")
    await hands.look()
    await hands.press("Escape")
    await expect(options).to_be_focused()
    await hands.press("Enter", "Enter")
    await hands.type("Con las manos")
    await hands.press("Enter")
    await expect(first.get_by_role("link")).to_be_focused()
    await hands.go_to(options)
    await hands.press("Enter")
    await hands.go_to(page.locator("#knot-menu [data-act=pin]"))
    await hands.press("Enter")
    await expect(page.locator(".is-pinned").get_by_role("link", name="Con las manos")).to_be_focused()
    await hands.look()
    other = page.locator(".knot").last
    await hands.go_to(other.locator(".knot-more"))
    await hands.press("Enter")
    await hands.go_to(page.locator("#knot-menu [data-act=delete]"))
    await hands.press("Space")
    await hands.go_to(page.locator(".swal2-confirm"))
    await hands.press("Enter")
    await expect(page.locator(".knot")).to_have_count(1)
    await expect(page.get_by_role("link", name="Con las manos")).to_be_focused()
    undo = page.get_by_role("button", name="Deshacer")
    await expect(undo).to_be_visible()
    await hands.press("Tab")
    await expect(undo).to_be_focused()
    await hands.look()
    await hands.press("Enter")
    await expect(page.locator(".knot")).to_have_count(2)
    await expect(page.locator(".knot a:focus")).to_have_count(1)


async def set_things(hands: Hands) -> None:
    page = hands.page
    await hands.go_to(page.get_by_role("button", name="Tu cuenta"))
    await hands.press("Enter")
    await hands.press("Escape")
    await expect(page.get_by_role("button", name="Tu cuenta")).to_be_focused()
    await hands.press("Enter")
    await hands.go_to(page.get_by_role("link", name="Ajustes"))
    await hands.press("Enter")
    await page.wait_for_url("**/settings")
    name = page.locator("#name")
    await hands.go_to(name)
    await hands.press("Control+a")
    await hands.press("Backspace")
    await hands.press("Enter")
    await expect(page.locator("#name-note.is-error")).to_be_visible()
    await expect(name).to_be_focused()
    await hands.type("Ana sin ratón")
    await hands.press("Enter")
    await page.wait_for_url("**/settings?saved=1")


def prompt(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Mensaje")
