// Models by the names that people know them by.

/** @type {Map<string, string> | undefined} by id, as the page came with them */
let names;

/** @param {string} id @returns {string} the name of a model; its id, when it is not offered any more */
export function nameOf(id) {
  names ??= new Map(JSON.parse(document.getElementById("models")?.textContent ?? "[]").map((/** @type {{ id: string, name: string }} */ model) => [model.id, model.name]));
  return names.get(id) ?? id;
}
