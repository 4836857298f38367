// Where a message stands among its siblings: the other messages that might stand in its place.

/**
 * @param {string} id
 * @param {string[] | null | undefined} siblings ids, the oldest first, its own among them; null where they were not told
 * @returns {{ place: number, count: number, earlier: string | null, later: string | null }} `place` counts from 1
 */
export function standing(id, siblings) {
  const all = siblings?.includes(id) ? siblings : [id];
  const at = all.indexOf(id);
  return { place: at + 1, count: all.length, earlier: all[at - 1] ?? null, later: all[at + 1] ?? null };
}

/**
 * The siblings of a message that has just been written beside another.
 * @param {{ id: string, siblings?: string[] | null }} old
 * @param {string} id
 * @returns {string[]}
 */
export function beside({ id: oldId, siblings }, id) {
  return [...(siblings ?? [oldId]), id];
}
