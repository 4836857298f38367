// Where the browser lays its keyboard over the page and does not make the page smaller, the page makes itself smaller.

/** Less than this is no keyboard: a bar of the browser that comes and goes. In CSS pixels. */
const LEAST = 80;

export function stayAboveKeyboard() {
  const view = visualViewport;
  view?.addEventListener("resize", () => {
    const covered = innerHeight - view.height * view.scale; // what one has zoomed into is no keyboard either
    document.body.style.setProperty("--keyboard", `${covered > LEAST ? Math.round(covered) : 0}px`);
    if (covered > LEAST) scrollTo(0, 0);
  });
}
