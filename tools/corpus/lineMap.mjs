/**
 * Where the lines of an older text went in a newer one: what lets a place in the tree with the bug be found in
 * the tree after the fix. Knows texts alone, no cases and no findings.
 */

/**
 * White space does not count, so that a line that was only indented anew is still the same line. Null when the
 * texts have too little in common: then nothing is known of any line.
 */
export function lineMap(before, after) {
  const a = before.split("\n").map(normalised);
  const b = after.split("\n").map(normalised);
  const kept = keptLines(a, b);
  if (kept === null) return null;
  return {
    /** 1-based line after, or null when the line is gone or changed. */
    lineAfter: (line) => (kept[line - 1] ?? -1) + 1 || null,
    /** 1-based, inclusive lines that stand in place of a line that is gone or changed; null when none do. */
    changedTo: (line) => changedTo(kept, line - 1, b.length),
  };
}

export function normalised(text) {
  return text.replaceAll(/\s+/g, "");
}

function changedTo(kept, index, length) {
  let above = index - 1;
  while (above >= 0 && kept[above] < 0) above--;
  let below = index + 1;
  while (below < kept.length && kept[below] < 0) below++;
  const first = above < 0 ? 0 : kept[above] + 1;
  const last = below >= kept.length ? length - 1 : kept[below] - 1;
  return first > last ? null : { first: first + 1, last: last + 1 };
}

/** For each line of `a` the index of the same line in `b`, or -1: a longest common subsequence, after Myers. */
function keptLines(a, b) {
  const kept = new Int32Array(a.length).fill(-1);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) kept[start] = start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) kept[--endA] = --endB;
  const rounds = furthest(a.slice(start, endA), b.slice(start, endB));
  if (rounds === null) return null;
  walkBack(rounds, endA - start, endB - start, (i, j) => (kept[start + i] = start + j));
  return kept;
}

/** After `d` edits, the furthest place in `a` on each diagonal; one array for each `d`, as wide as it needs. */
function furthest(a, b) {
  const rounds = [];
  let reached = new Int32Array(3);
  for (let d = 0; d <= Math.min(a.length + b.length, mostEdits); d++) {
    const next = new Int32Array(2 * d + 3);
    for (let k = -d; k <= d; k += 2) {
      let x = startOf(reached, d, k);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next[k + d + 1] = x;
      if (x >= a.length && x - k >= b.length) {
        rounds.push(reached);
        return rounds;
      }
    }
    rounds.push(reached);
    reached = next;
  }
  return null;
}

/** Place in `a` at which edit `d` lands on diagonal `k`; `reached` are the places after `d - 1` edits. */
function startOf(reached, d, k) {
  if (d === 0) return 0;
  const at = (diagonal) => reached[diagonal + d] ?? 0;
  return isInsertion(reached, d, k) ? at(k + 1) : at(k - 1) + 1;
}

function isInsertion(reached, d, k) {
  return k === -d || (k !== d && (reached[k - 1 + d] ?? 0) < (reached[k + 1 + d] ?? 0));
}

function walkBack(rounds, lengthA, lengthB, keep) {
  let x = lengthA;
  let y = lengthB;
  for (let d = rounds.length - 1; d >= 0; d--) {
    const k = x - y;
    const from = startOf(rounds[d], d, k);
    while (x > from) keep(--x, --y);
    if (d === 0) return;
    if (isInsertion(rounds[d], d, k)) y--;
    else x--;
  }
}

/** Memory grows with its square: 4000 are 64 MB. A repair changes less; a file that was replaced changes more. */
const mostEdits = 4000;
