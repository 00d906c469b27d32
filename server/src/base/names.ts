/** Qualified C++ names as text. */

/** `a::b::c` -> `c`. */
export function lastPart(name: string): string {
  const cut = name.lastIndexOf("::");
  return cut < 0 ? name : name.slice(cut + 2);
}
