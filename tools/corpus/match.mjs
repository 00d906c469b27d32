/**
 * Whether a report finds a documented bug, and whether the finding is gone after the repair. Pure: texts of files
 * are handed in. Must never know how a report was made, nor be known to what makes it.
 */

import { basename, dirname, extname } from "node:path/posix";
import { lineMap, normalised } from "./lineMap.mjs";

/** People and parsers disagree on which line of a statement is its first. */
const linesOff = 2;

export function isNegative({ rule }) {
  return rule === "negative";
}

/**
 * What a person would accept as having found the bug: errors and warnings at `report` or `also`, or those that
 * stand somewhere on the chain and whose own chain passes `report`. A negative has no chain to stand on.
 */
export function findingsAt(findings, place) {
  return findings
    .filter(isGrave)
    .map((finding) => ({ finding, by: howAt(finding, place) }))
    .filter(({ by }) => by !== null);
}

/** The places of a case in the tree with the bug. */
export function placesBefore({ rule, report, also, chain }) {
  return {
    report: exactly(report),
    also: also.map(exactly),
    chain: rule === "negative" ? [] : chain.map(exactly),
    own: [],
  };
}

/**
 * The same places in the tree after the repair. A line that is still there is that line and no other. One that is
 * not may have moved within its function, or been rewritten where it stood: a finding there has not gone.
 * `matches` are what `findingsAt` gave before: where they stand counts too, even if it is beside the place.
 */
export function placesAfter({ report, also, chain }, matches, before, after) {
  const maps = new Map();
  const own = new Set(matches.map(({ finding }) => tailOf(finding.function)));
  const placed = (place) => placeAfter(place, new Set([...own, tailOf(place.function)]));
  return {
    report: placed(report),
    also: also.map(placed),
    chain: chain.map(placed),
    own: matches.map(({ finding }) => ({
      ...placed({ ...finding.location, function: finding.function }),
      rule: finding.rule,
    })),
  };

  function placeAfter({ file, line }, functions) {
    const map = mapOf(file);
    if (map === null) return nowhere;
    const exact = map.lines?.lineAfter(line) ?? null;
    if (exact !== null) return { file: map.file, lines: [exact], functions: null, changed: null };
    const text = normalised(map.before[line - 1] ?? "");
    const moved = text.length < fewCharacters ? [] : linesLike(map.after, text);
    const changed = map.lines?.changedTo(line) ?? null;
    return { file: map.file, lines: moved, functions, changed };
  }

  function mapOf(file) {
    if (!maps.has(file)) maps.set(file, makeMap(file));
    return maps.get(file);
  }

  function makeMap(file) {
    const text = before.read(file);
    const to = text === null ? null : fileAfter(file, text, after);
    if (to === null) return null;
    const lines = lineMap(text, to.text);
    return { file: to.file, before: text.split("\n"), after: to.text.split("\n"), lines };
  }
}

/**
 * Matches before that are still matches after: at one of their places, or, when code went to another file, by
 * the fingerprint of the product, which knows no places.
 */
export function stillThere(matches, findingsBefore, findingsAfter, places) {
  const standing = findingsAt(findingsAfter, places);
  if (standing.length > 0) return standing;
  const count = (findings, id) => findings.filter((finding) => finding.id === id).length;
  return matches
    .filter(({ finding: { id } }) => count(findingsAfter, id) >= count(findingsBefore, id))
    .map(({ finding }) => ({ finding, by: "fingerprint" }));
}

/** For a person who looks into a miss: what there is at the place although it does not count. */
export function nearMiss(findings, place, report) {
  const notes = findings.filter(({ level }) => level === "note");
  const note = notes.find((finding) => howAt(finding, place) !== null);
  if (note !== undefined) return `note ${shortRule(note.rule)} there`;
  const beside = findings
    .filter(isGrave)
    .find(
      ({ location, function: name }) =>
        location.file === report.file && tailOf(name) === tailOf(report.function),
    );
  if (beside === undefined) return "";
  return `${shortRule(beside.rule)} at line ${beside.location.line} of the function`;
}

export function isGrave({ level }) {
  return level === "error" || level === "warning";
}

export function shortRule(rule) {
  return rule.replace(/^waitchain-/, "");
}

/**
 * The own name of a function, as far as two writers agree on it: without namespace, template arguments and the
 * lambdas in it.
 */
export function tailOf(name) {
  if (name === undefined || name === "") return null;
  const plain = name
    .replace(/\s*(?:::)?\s*(?:<lambda|\(lambda|lambda\b|\(anonymous).*$/, "")
    .replace(/\s+\(.*$/, "")
    .replaceAll(/<[^<>]*>/g, "");
  return /(~?\w+|operator\S+)$/.exec(plain)?.[1] ?? null;
}

function howAt(finding, { report, also, chain, own }) {
  if (stands(finding, report, linesOff)) return "report";
  if (also.some((place) => stands(finding, place, linesOff))) return "also";
  if (own.some((place) => finding.rule === place.rule && stands(finding, place, 0))) return "own";
  const onChain = chain.some((place) => stands(finding, place, 0));
  return onChain && finding.chain.some((step) => stands(step, report, 0)) ? "chain" : null;
}

/** `subject` is a finding or a step of its chain. */
function stands({ location: { file, line }, function: name }, place, off) {
  if (file !== place.file) return false;
  const { lines, functions, changed } = place;
  if (functions !== null && !functions.has(tailOf(name))) return false;
  if (lines.some((at) => Math.abs(at - line) <= off)) return true;
  return changed !== null && changed.first <= line && line <= changed.last;
}

function exactly({ file, line }) {
  return { file, lines: [line], functions: null, changed: null };
}

const nowhere = { file: null, lines: [], functions: null, changed: null };

/** Shorter lines, such as braces, say nothing about where code went. */
const fewCharacters = 4;

function linesLike(lines, text) {
  return lines.flatMap((line, i) => (normalised(line) === text ? [i + 1] : []));
}

/** The file itself, or the one that it was renamed to: same stem, and most of its lines. */
function fileAfter(file, text, after) {
  const same = after.read(file);
  if (same !== null) return { file, text: same };
  const lines = text.split("\n").map(normalised);
  const [best] = after
    .files()
    .filter((name) => stemOf(name) === stemOf(file))
    .map((name) => ({ file: name, text: after.read(name) ?? "" }))
    .map((candidate) => ({ ...candidate, shared: sharedPart(lines, candidate.text) }))
    .filter(({ shared }) => shared > 0.5)
    .toSorted((x, y) => y.shared - x.shared || nearness(y.file, file) - nearness(x.file, file));
  return best ?? null;
}

function stemOf(file) {
  return basename(file, extname(file));
}

function sharedPart(lines, other) {
  const there = new Set(other.split("\n").map(normalised));
  const telling = lines.filter((line) => line.length >= fewCharacters);
  return telling.filter((line) => there.has(line)).length / Math.max(1, telling.length);
}

/** Folders in common, from the top. */
function nearness(a, b) {
  const theirs = dirname(b).split("/");
  const i = dirname(a)
    .split("/")
    .findIndex((part, at) => part !== theirs[at]);
  return i < 0 ? theirs.length : i;
}
