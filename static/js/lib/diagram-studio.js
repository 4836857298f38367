// Runs in the frame that draws diagrams. It is told a text and colours, and answers with a picture or with nothing.

/** @typedef {{ ground: string, fill: string, line: string, text: string, soft: string, accent: string, note: string }} Dyes */

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const LOCKED = ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "htmlLabels", "fontFamily", "themeCSS"];
/** Not awaited here: the page says hello as soon as this frame has loaded. */
const arriving = import(new URL("../../vendor/mermaid/mermaid.esm.min.mjs", import.meta.url).href);

/** Diagrams are drawn one after the other. */
let before = Promise.resolve();

addEventListener("message", ({ data, ports: [port] }) => {
  if (data === "draw" && port) port.onmessage = (event) => (before = before.then(() => answer(port, event.data)));
});

/**
 * @param {MessagePort} port
 * @param {{ id: number, source: string, dyes: Dyes }} asked
 */
async function answer(port, { id, source, dyes }) {
  try {
    const { default: mermaid } = await arriving;
    mermaid.initialize(settings(dyes));
    const { svg } = await mermaid.render(`diagram-${id}`, source);
    port.postMessage({ id, drawing: drawing(svg) });
  } catch {
    port.postMessage({ id, drawing: null });
  }
  document.body.replaceChildren();
}

/** @param {Dyes} dyes */
function settings({ ground, fill, line, text, soft, accent, note }) {
  return {
    startOnLoad: false,
    securityLevel: "strict",
    secure: LOCKED,
    suppressErrorRendering: true,
    maxTextSize: 20_000,
    maxEdges: 300,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    fontFamily: FONT,
    theme: "base",
    themeVariables: {
      fontFamily: FONT,
      fontSize: "15px",
      useGradient: false,
      dropShadow: "none",
      background: ground,
      primaryColor: fill,
      primaryBorderColor: line,
      primaryTextColor: text,
      lineColor: line,
      textColor: text,
      noteBkgColor: note,
      noteTextColor: text,
      noteBorderColor: line,
      titleColor: text,
      edgeLabelBackground: ground,
      tertiaryColor: ground,
      tertiaryTextColor: soft,
      activeTaskBorderColor: accent,
    },
  };
}

/** @param {string} svg as text; answers it as XML that a picture may be made of, with its size in pixels */
function drawing(svg) {
  document.body.innerHTML = svg;
  const root = document.querySelector("svg");
  if (!root) return null;
  for (const foreign of root.querySelectorAll("script, a, image, use[href^=http]")) foreign.replaceWith(...foreign.childNodes);
  const { width, height } = root.viewBox.baseVal.width ? root.viewBox.baseVal : root.getBoundingClientRect();
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
  root.style.maxWidth = "";
  return { svg: new XMLSerializer().serializeToString(root), width, height };
}
