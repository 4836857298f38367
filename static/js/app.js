// The one entry: each custom element that a page declares brings its own module.
const declared = new Set([...document.querySelectorAll(":not(:defined)")].map((element) => element.localName));
for (const tag of declared) import(`./elements/${tag}.js`);
