/**
 * One more entry in the text of a `.waitchain.yml` or `.waitchain.json`, as the smallest edit: comments, order and
 * layout of everything else stay. Text to edit; knows no file system.
 */

import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Span } from "../base/span.ts";

export interface ConfigEntry {
  readonly table: "functions" | "runsOn";
  readonly key: string;
  readonly value: string | Readonly<Record<string, string>>;
}

export interface TextEdit extends Span {
  readonly text: string;
}

/** null: the text is broken, or has something else at that place: then a person must write it. */
export function configEdit(text: string, entry: ConfigEntry, json: boolean): TextEdit | null {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return null;
  const root = document.contents;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (root === null || (isScalar(root) && root.value === null)) {
    const gap = text === "" || text.endsWith("\n") ? "" : eol;
    const whole = json
      ? `{\n  "${entry.table}": {\n    ${pairText(entry)}\n  }\n}\n`
      : `${entry.table}:\n  ${pairText(entry)}\n`;
    return { start: text.length, end: text.length, text: gap + whole.replaceAll("\n", eol) };
  }
  if (!isMap(root)) return null;
  const table = pairOf(root, entry.table);
  if (table === undefined) return newTable(text, root, entry, eol);
  if (!isMap(table.value)) {
    // `functions:` with nothing behind it.
    if (!isScalar(table.value) || table.value.value !== null || root.flow === true) return null;
    const at = lineEnd(text, keyEnd(table));
    return { start: at, end: at, text: `${eol}  ${pairText(entry)}` };
  }
  if (pairOf(table.value, entry.key) !== undefined) return null;
  return intoMap(text, table.value, pairText(entry), eol);
}

function newTable(text: string, root: YAMLMap, entry: ConfigEntry, eol: string): TextEdit | null {
  if (root.flow === true)
    return intoMap(text, root, `"${entry.table}": {${eol}    ${pairText(entry)}${eol}  }`, eol);
  const gap = text.endsWith("\n") ? "" : eol;
  const added = `${gap}${entry.table}:${eol}  ${pairText(entry)}${eol}`;
  return { start: text.length, end: text.length, text: added };
}

function intoMap(text: string, map: YAMLMap, pair: string, eol: string): TextEdit | null {
  const { items, range } = map;
  const last = items[items.length - 1];
  if (range == null) return null;
  if (map.flow === true) {
    const close = text.lastIndexOf("}", range[1] - 1);
    if (close < range[0]) return null;
    const inner = text.slice(range[0] + 1, close);
    if (last === undefined || !inner.includes("\n")) {
      const start = range[0] + 1 + inner.trimEnd().length;
      return { start, end: close, text: last === undefined ? ` ${pair} ` : `, ${pair} ` };
    }
    const before = close - (inner.length - inner.trimEnd().length);
    return { start: before, end: before, text: `,${eol}${indentOf(text, keyStart(last))}${pair}` };
  }
  if (last === undefined) return null;
  const at = lineEnd(text, Math.max(keyEnd(last), lastOffset(last)));
  return { start: at, end: at, text: `${eol}${indentOf(text, keyStart(last))}${pair}` };
}

/** In the flow style, which both languages read. */
function pairText({ key, value }: ConfigEntry): string {
  return `${JSON.stringify(key)}: ${JSON.stringify(value).replaceAll(/^\{|\}$/g, (brace) => (brace === "{" ? "{ " : " }"))}`.replace(
    "{  }",
    "{}",
  );
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function keyStart(pair: Pair): number {
  return isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
}

function keyEnd(pair: Pair): number {
  return isScalar(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
}

/** Where the content of a value ends, without the blank lines and comments behind it. */
function lastOffset(pair: Pair): number {
  const value: unknown = pair.value;
  if (isMap(value) && value.flow !== true) {
    const last = value.items[value.items.length - 1];
    return last === undefined ? 0 : Math.max(keyEnd(last), lastOffset(last));
  }
  const range = (value as { range?: readonly number[] | null } | null)?.range;
  return Math.max(0, (range?.[1] ?? 0) - 1);
}

function lineEnd(text: string, at: number): number {
  const length = text.slice(at).search(/[\r\n]/);
  return length < 0 ? text.length : at + length;
}

function indentOf(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}
