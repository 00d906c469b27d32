/**
 * Text of a user's file of models -> the models, or what is wrong with it and where. YAML and JSON are read
 * by one parser, since JSON is YAML. Knows no file system: globs are expanded by platform/userModels.ts.
 */

import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import type { Message } from "../rules/finding.ts";
import type { ModelFile } from "./schema.ts";
import { type ModelProblem, validateConfig, validateModelFile } from "./validate.ts";

/** `.waitchain.yml` or `.waitchain.json`: what it says about models. */
export interface Config {
  /** Globs of model files, relative to the file. */
  readonly models: readonly Spanned[];
  /** Globs of annotated C++ files for `waitchain models test`. */
  readonly tests: readonly Spanned[];
  /** The models written in the file itself; null when there are none. */
  readonly own: ModelFile | null;
}

export interface Spanned extends TextPlace {
  readonly text: string;
}

/** One-based, in UTF-16 units, as editors count; the end is exclusive. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface TextProblem extends TextPlace {
  readonly message: Message;
}

export type Outcome<T> =
  | { readonly kind: "read"; readonly value: T }
  /** At least one. */
  | { readonly kind: "wrong"; readonly problems: readonly TextProblem[] };

export function readModelFile(text: string): Outcome<ModelFile> {
  const outcome = parsed(text, validateModelFile);
  return outcome.kind === "wrong" ? outcome : { kind: "read", value: outcome.value as ModelFile };
}

/** An empty file says nothing, and that is allowed. */
export function readConfig(text: string): Outcome<Config> {
  const outcome = parsed(text, (value) => (value === null ? [] : validateConfig(value)));
  if (outcome.kind === "wrong") return outcome;
  const said = (outcome.value ?? {}) as Partial<ModelFile>;
  const { types, functions, aliases, variables, runsOn } = said;
  const hasOwn = [types, functions, aliases, variables, runsOn].some(
    (table) => table !== undefined,
  );
  const own: ModelFile = {
    ...(aliases === undefined ? {} : { aliases }),
    ...(variables === undefined ? {} : { variables }),
    ...(runsOn === undefined ? {} : { runsOn }),
    library: said.library ?? "workspace",
    description: said.description ?? "The workspace's own models",
    types: types ?? {},
    functions: functions ?? {},
  };
  return {
    kind: "read",
    value: {
      models: outcome.stringsAt("models"),
      tests: outcome.stringsAt("tests"),
      own: hasOwn ? own : null,
    },
  };
}

/** Enough for any file that a person writes; a few aliases of aliases are not to fill the memory. */
const mostAliases = 100;

function parsed(
  text: string,
  validate: (value: unknown) => readonly ModelProblem[],
):
  | { kind: "wrong"; problems: TextProblem[] }
  | { kind: "read"; value: unknown; stringsAt: (key: string) => Spanned[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (start: number, end: number): TextPlace => {
    const from = lines.linePos(start);
    const to = lines.linePos(Math.max(start, end));
    return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
  };
  const syntax = (why: string, start: number, end: number): TextProblem => ({
    ...place(start, end),
    message: { id: "model.syntax", holes: { why } },
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) => syntax(e.message, e.pos[0], e.pos[1]));
    return { kind: "wrong", problems };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "wrong", problems: [syntax(why, 0, 0)] };
  }
  const root = document.contents;
  const problems = validate(value).map(({ path, key, message }): TextProblem => {
    const [start, end] = rangeOf(root, path, key);
    return { ...place(start, end), message };
  });
  if (problems.length > 0) return { kind: "wrong", problems };
  const stringsAt = (key: string): Spanned[] => {
    const list = pairAt(root, key)?.value;
    if (!isSeq(list)) return [];
    return list.items.flatMap((item) =>
      isScalar(item) && item.range != null
        ? [{ text: String(item.value), ...place(item.range[0], item.range[1]) }]
        : [],
    );
  };
  return { kind: "read", value, stringsAt };
}

/** Offsets of what a person must change: the key where it is at fault, else the value, else the key above. */
function rangeOf(root: unknown, path: string, key: string | undefined): readonly [number, number] {
  let node: unknown = root;
  let above: Pair | undefined;
  for (const step of path.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (isSeq(node)) {
      above = undefined;
      node = node.items[Number(name)];
    } else {
      above = pairAt(node, name);
      node = above?.value;
    }
  }
  const at = key === undefined ? undefined : (pairAt(node, key) ?? above)?.key;
  const missing = key === undefined && isMap(node) && above !== undefined ? above.key : undefined;
  for (const candidate of [at, missing, node, above?.key]) {
    const range = (candidate as Node | undefined)?.range;
    if (range != null) return [range[0], range[1]];
  }
  return [0, 0];
}

function pairAt(node: unknown, key: string): Pair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}
