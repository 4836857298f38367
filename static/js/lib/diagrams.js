// Draws Mermaid diagrams in a frame that has no origin, no network and no cookies, and shows each as a picture: a picture runs nothing.
import { iconButton } from "./icons.js";
import { t } from "./messages.js";

/** Longer ones stay code. */
const LONGEST = 20_000;
/** How long one may take, in milliseconds; the frame is thrown away then. */
const PATIENCE = 15_000;
/** A diagram may name pictures of other places: it is not drawn then. */
const FOREIGN = /\bimg\s*:/i;
const DYES = { ground: "--surface", fill: "--sunken", line: "--line-control", text: "--text", soft: "--text-soft", accent: "--accent", note: "--ochre-wash" };

/** @typedef {{ svg: string, width: number, height: number }} Drawing */

/** @type {Promise<{ frame: HTMLIFrameElement, port: MessagePort }> | null} */
let studio = null;
/** @type {Map<number, (answer: Drawing | null) => void>} */
const waiting = new Map();
/** @type {Map<HTMLElement, () => Promise<void>>} what is drawn anew when the theme changes */
const shown = new Map();
let count = 0;

/**
 * @param {HTMLElement} frame of a code block
 * @param {string} source
 */
export function drawDiagram(frame, source) {
  if (source.length > LONGEST || !source.trim()) return;
  if (FOREIGN.test(source)) return undrawn(frame);
  const watcher = new IntersectionObserver(
    ([seen]) => {
      if (!seen?.isIntersecting) return;
      watcher.disconnect();
      whenIdle(() => draw(frame, source));
    },
    { rootMargin: "400px" },
  );
  watcher.observe(frame);
}

/**
 * @param {HTMLElement} frame
 * @param {string} source
 */
async function draw(frame, source) {
  const drawing = await drawn(source);
  const bar = /** @type {HTMLElement} */ (frame.querySelector(".code-bar"));
  if (!drawing) return undrawn(frame);
  const picture = document.createElement("img");
  picture.alt = t("diagram.alt", { source: source.trim().slice(0, 600) });
  show(picture, drawing);
  const box = document.createElement("div");
  box.className = "diagram";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", t("diagram.label"));
  box.append(picture);
  const toggle = iconButton("braces", t("diagram.code"), () => toggle.setAttribute("aria-pressed", String(!setDrawn(frame, box, Boolean(box.hidden)))));
  toggle.setAttribute("aria-pressed", "false");
  bar.querySelector("span")?.after(toggle);
  frame.append(box);
  setDrawn(frame, box, true);
  shown.set(frame, async () => {
    const again = await drawn(source);
    if (again) show(picture, again);
  });
}

/** @param {HTMLElement} frame says that it stays code */
function undrawn(frame) {
  const words = Object.assign(document.createElement("span"), { className: "code-fault", textContent: t("diagram.fault") });
  frame.querySelector(".code-bar span")?.after(words);
}

/**
 * @param {HTMLElement} frame
 * @param {HTMLElement} box
 * @param {boolean} isDrawn
 */
function setDrawn(frame, box, isDrawn) {
  box.hidden = !isDrawn;
  frame.classList.toggle("is-drawn", isDrawn);
  return isDrawn;
}

/**
 * @param {HTMLImageElement} picture
 * @param {Drawing} drawing
 */
function show(picture, { svg, width, height }) {
  picture.width = Math.round(width);
  picture.height = Math.round(height);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/**
 * @param {string} source
 * @returns {Promise<Drawing | null>} null when it cannot be drawn
 */
async function drawn(source) {
  studio ??= opened();
  const { frame, port } = await studio;
  const id = (count += 1);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      frame.remove();
      studio = null;
      settle(null);
    }, PATIENCE);
    const settle = (/** @type {Drawing | null} */ answer) => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(answer);
    };
    waiting.set(id, settle);
    port.postMessage({ id, source, dyes: dyes() });
  });
}

/** @returns {Promise<{ frame: HTMLIFrameElement, port: MessagePort }>} */
function opened() {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.className = "diagram-studio";
  frame.tabIndex = -1;
  frame.title = t("diagram.label");
  frame.setAttribute("aria-hidden", "true");
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => waiting.get(data.id)?.(data.drawing);
  frame.src = "/diagram";
  return new Promise((resolve) => {
    frame.addEventListener("load", () => {
      frame.contentWindow?.postMessage("draw", "*", [channel.port2]); // a frame without an origin has no name to be told by
      resolve({ frame, port: channel.port1 });
    });
    document.body.append(frame);
  });
}

/** The colours of the page as they are now. */
function dyes() {
  const probe = document.createElement("span");
  document.body.append(probe);
  const found = Object.entries(DYES).map(([name, token]) => {
    probe.style.forcedColorAdjust = "none";
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

/** @param {() => void} act */
function whenIdle(act) {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 1_000 });
  else setTimeout(act, 100);
}

async function redraw() {
  for (const [frame, again] of shown) {
    if (frame.isConnected) await again();
    else shown.delete(frame);
  }
}

new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
