/**
 * Callers and callees as the analysis sees them: through overrides, stored callables, posts and threads. A function
 * is known by its file and name, which stay while code above it changes.
 */

import { contains, type FileSpan } from "../base/span.ts";
import type { Locale } from "../report/messages.ts";
import type { CallLink, FunctionPlace } from "../solve/analysis.ts";
import type { Shown } from "./shown.ts";
import { uiText } from "./uiMessages.ts";
import { contextNames, shortFunction } from "./words.ts";

export interface HierarchyItem {
  readonly key: string;
  readonly name: string;
  /** Which threads run it. */
  readonly detail: string;
  readonly place: FunctionPlace;
}

export interface HierarchyCall {
  readonly item: HierarchyItem;
  /** Where the caller calls, posts or starts; in the caller's file. */
  readonly spans: readonly FileSpan[];
}

/** What the call under the cursor may run; else the function around it. */
export function itemsAt(
  shown: Shown,
  file: string,
  offset: number,
  locale: Locale,
): readonly HierarchyItem[] {
  const { calls, functions } = shown.analysis;
  const here = calls.filter(({ span }) => span.file === file && contains(span, offset));
  const length = ({ span }: CallLink): number => span.end - span.start;
  const least = Math.min(...here.map(length));
  // A call whose arguments are a whole body is not what somebody in that body points at.
  if (least <= longestCall) {
    const targets = here.filter((call) => length(call) === least).map(({ to }) => to);
    return unique(targets).map((place) => itemOf(shown, place, locale));
  }
  // Also functions that only somebody unknown calls: they run on no thread that is listed.
  const places = [
    ...functions.map(({ function: place }) => place),
    ...calls.flatMap(({ from, to }) => [from, to]),
  ].filter(({ span }) => span.file === file && contains(span, offset));
  const size = ({ span }: FunctionPlace): number => span.end - span.start;
  const [place] = places.toSorted((a, b) => size(a) - size(b));
  return place === undefined ? [] : [itemOf(shown, place, locale)];
}

const longestCall = 200;

export function callersOf(shown: Shown, key: string, locale: Locale): readonly HierarchyCall[] {
  const links = shown.analysis.calls.filter(({ to }) => keyOf(to) === key);
  return grouped(shown, links, ({ from }) => from, locale);
}

export function calleesOf(shown: Shown, key: string, locale: Locale): readonly HierarchyCall[] {
  const links = shown.analysis.calls.filter(({ from }) => keyOf(from) === key);
  return grouped(shown, links, ({ to }) => to, locale);
}

function grouped(
  shown: Shown,
  links: readonly CallLink[],
  end: (link: CallLink) => FunctionPlace,
  locale: Locale,
): readonly HierarchyCall[] {
  const groups = new Map<string, { item: HierarchyItem; spans: FileSpan[] }>();
  for (const link of links) {
    const place = end(link);
    const key = `${keyOf(place)} ${link.how}`;
    const group = groups.get(key);
    if (group !== undefined) group.spans.push(link.span);
    else groups.set(key, { item: itemOf(shown, place, locale, link.how), spans: [link.span] });
  }
  return [...groups.values()];
}

function itemOf(
  shown: Shown,
  place: FunctionPlace,
  locale: Locale,
  how: CallLink["how"] = "call",
): HierarchyItem {
  const contexts = shown.analysis.functions.find(({ function: fn }) => keyOf(fn) === keyOf(place));
  const names = contextNames(shown.analysis, contexts?.contexts ?? [], locale);
  const runs = names === null ? "" : uiText("lens.runsOn", locale, { contexts: names });
  const way = how === "call" ? "" : uiText(`hierarchy.${how}`, locale);
  return {
    key: keyOf(place),
    name: shortFunction(place.name),
    detail: [way, runs].filter((part) => part !== "").join(" · "),
    place,
  };
}

function unique(places: readonly FunctionPlace[]): readonly FunctionPlace[] {
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

function keyOf({ name, span }: FunctionPlace): string {
  return `${span.file}\n${name}`;
}
