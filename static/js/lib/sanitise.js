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
/** Even where it is thrown away, a style element is complained of by the policy of the page: it becomes text before it is parsed. */
const STYLE = /<(\/?style)/gi;
const CLASS = /^(?:language-[\w+#.-]+|hljs(?:-[\w-]+)?|(?:function|class|inherited|title)_)$/;

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
    purify.sanitize(html.replace(STYLE, "&lt;$1"), {
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

/** @param {HTMLAnchorElement} link */
function outwards(link) {
  if (!link.hasAttribute("href")) return;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
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
