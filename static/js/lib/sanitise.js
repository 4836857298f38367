// The one gate between what a model wrote and the page: live and stored text both pass here, and nowhere else.
import DOMPurify from "dompurify";
import { icon } from "./icons.js";
import { t } from "./messages.js";

const TAGS =
  "a abbr b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre " +
  "q s samp section small span strong sub summary sup table tbody td tfoot th thead tr u ul var";
const ATTRIBUTES = "align alt checked class colspan disabled href open rowspan scope src start title type";
const ADDRESSES = new Set(["href", "src"]);
const OUTSIDE = /^(?:https?:\/\/|mailto:)/i;
/** Even where they are thrown away, these are complained of by the policy of the page: they become text before they are parsed. */
const COMPLAINED_OF = /<(\/?(?:style|base))/gi;
/** Marks that turn the order of letters round: in a link they serve to look like another. */
const REORDERING = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const NAMED_HOST = /^\s*(?:https?:\/\/)?(?:[^\s/@]*@)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=[\s/:?#]|$)/iu;
const CLASS = /^(?:language-[\w+#.-]+|hljs(?:-[\w-]+)?|(?:function|class|inherited|title)_|formula(?:-display)?|citation|footnote(?:-reference)?)$/;

const purify = DOMPurify(window);
purify.addHook("afterSanitizeAttributes", (node) => {
  const element = /** @type {Element} */ (node);
  const kept = [...element.classList].filter((name) => CLASS.test(name));
  if (kept.length) element.className = kept.join(" ");
  else element.removeAttribute("class");
  if (element instanceof HTMLAnchorElement) outwards(element);
  if (element instanceof HTMLInputElement && element.type !== "checkbox") element.remove();
  if (element instanceof HTMLInputElement) element.disabled = true;
});

/**
 * A safe fragment: no scripts, styles, forms or ids; links only to the web or a mailbox, and opened outside; no picture loaded.
 * @param {string} html
 */
export function sanitised(html) {
  const fragment = /** @type {DocumentFragment} */ (
    purify.sanitize(html.replace(COMPLAINED_OF, "&lt;$1"), {
      ALLOWED_TAGS: TAGS.split(" "),
      ALLOWED_ATTR: ATTRIBUTES.split(" "),
      ALLOWED_URI_REGEXP: OUTSIDE,
      ADD_URI_SAFE_ATTR: ATTRIBUTES.split(" ").filter((name) => !ADDRESSES.has(name)),
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    })
  );
  for (const picture of fragment.querySelectorAll("img")) picture.replaceWith(cardOf(picture));
  return fragment;
}

/** What KaTeX draws with: boxes of text and of lines, and the same in MathML for who hears it. */
const FORMULA_TAGS =
  "span svg path line math mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr " +
  "munder munderover menclose";
const FORMULA_ATTRIBUTES =
  "accent accentunder aria-hidden class columnalign columnlines columnspacing d depth display displaystyle fence height linethickness lspace " +
  "mathbackground mathcolor mathsize mathvariant maxsize minsize notation preserveaspectratio rowlines rowspacing rspace scriptlevel separator " +
  "stretchy stroke-width style symmetric viewbox voffset width x1 x2 y1 y2";
/** Places and sizes inside the formula, and colours: nothing that leaves it or fetches anything. */
const DECLARATION =
  /^(?:position: ?relative|(?:(?:min-)?width|height|top|bottom|left|right|vertical-align|(?:margin|padding)(?:-(?:left|right|top|bottom))?|border(?:-(?:top|right|bottom|left))?-width): ?(?:-?[\d.]{1,9}(?:em|%)?|calc\([-+ \d.em%]{1,40}\))|border(?:-(?:top|right|bottom|left))?-style: ?(?:solid|dashed)|(?:(?:background|border)-)?color: ?(?:#[\da-f]{3,8}|[a-z]{1,24}))$/i;

const purifyFormula = DOMPurify(window);
purifyFormula.addHook("uponSanitizeAttribute", (_, attribute) => {
  if (attribute.attrName !== "style") return;
  attribute.attrValue = attribute.attrValue
    .split(";")
    .map((declaration) => declaration.trim())
    .filter((declaration) => DECLARATION.test(declaration))
    .join(";");
});

/**
 * What KaTeX made of a formula, and nothing else: no links, pictures, ids or addresses.
 * @param {string} html
 */
export function sanitisedFormula(html) {
  return /** @type {DocumentFragment} */ (
    purifyFormula.sanitize(html, {
      ALLOWED_TAGS: FORMULA_TAGS.split(" "),
      ALLOWED_ATTR: FORMULA_ATTRIBUTES.split(" "),
      ALLOWED_URI_REGEXP: /^(?!)/,
      ADD_URI_SAFE_ATTR: FORMULA_ATTRIBUTES.split(" "),
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      FORBID_CONTENTS: ["annotation"],
      RETURN_DOM_FRAGMENT: true,
    })
  );
}

/** @param {HTMLAnchorElement} link */
function outwards(link) {
  if (!link.hasAttribute("href")) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.referrerPolicy = "no-referrer";
  honest(link);
}

/** @param {HTMLAnchorElement} link says where it leads when its text names another place, and reads in the order it is written in */
function honest(link) {
  const words = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const text = node.nodeValue ?? "";
    node.nodeValue = text.replace(REORDERING, "");
  }
  const named = NAMED_HOST.exec(link.textContent ?? "")?.[1]?.toLowerCase();
  if (named && link.host && bare(named) !== bare(link.hostname)) link.append(` (${link.host})`);
}

/** @param {string} host */
function bare(host) {
  return host.replace(/^www\./, "");
}

/**
 * A picture from elsewhere would tell its server who is reading: it becomes a link that one may follow.
 * @param {HTMLImageElement} picture
 */
function cardOf(picture) {
  const source = picture.getAttribute("src") ?? "";
  const label = picture.alt || t("markdown.image");
  if (!/^https?:/i.test(source)) return document.createTextNode(label);
  const card = document.createElement("a");
  card.className = "image-card";
  card.href = source;
  outwards(card);
  const words = document.createElement("span");
  words.append(label, Object.assign(document.createElement("small"), { textContent: card.host }));
  card.append(icon("image"), words);
  return card;
}
