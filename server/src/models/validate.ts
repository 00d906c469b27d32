/**
 * Says exactly what is wrong with a model file, for the tests of our own files and for users' files; the
 * sentences are in report/messages.ts. The
 * tables below are schema.ts once more, as values: the compiler holds the words to the types, and
 * test/models holds them to modelFile.schema.json. Knows nothing of other files: whether a base or an alias
 * exists is not asked here.
 */

import type { Message } from "../rules/finding.ts";
import type { EffectBody, EventKind, TypeKind, ValueModel } from "./schema.ts";

export interface ModelProblem {
  /** JSON pointer (RFC 6901) of the value at fault; of the object, for a missing or unknown key. */
  readonly path: string;
  /** The key itself is at fault: one of the object at `path`, or the last one of `path`. */
  readonly key?: string;
  readonly message: Message;
}

/** Empty when `value` has the shape `ModelFile`. In the order in which the file has them. */
export function validateModelFile(value: unknown): readonly ModelProblem[] {
  const problems: ModelProblem[] = [];
  modelFile(value, "", problems);
  return problems;
}

/** Empty when `value` has the shape `Config`. */
export function validateConfig(value: unknown): readonly ModelProblem[] {
  const problems: ModelProblem[] = [];
  config(value, "", problems);
  return problems;
}

type Check = (value: unknown, path: string, problems: ModelProblem[]) => void;

/** Keys of an object; those that end in `!` must be there. */
type Fields = Readonly<Record<string, Check>>;

const text: Check = (value, path, problems) => {
  if (typeof value !== "string" || value === "") expected(problems, path, "text");
};
const yesOrNo: Check = (value, path, problems) => {
  if (typeof value !== "boolean") expected(problems, path, "boolean");
};
const index: Check = (value, path, problems) => {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    expected(problems, path, "index");
};
const no: Check = (value, path, problems) => {
  if (value !== false) expected(problems, path, "false");
};

// Names, as the linker asks for them: no template arguments, no leading `::`.
const typeNamePattern = /^[A-Za-z_]\w*(::[A-Za-z_]\w*)*$/;
const functionNamePattern = /^([A-Za-z_]\w*::)*(~?[A-Za-z_]\w*|operator\W.*)$/;
const typeName = named(typeNamePattern, "typeName");
const functionName = named(functionNamePattern, "functionName");
const constantName = typeName;
const memberName = named(/^[A-Za-z_]\w*$/, "plainName");
const argumentCount = named(/^(0|[1-9]\d*)$/, "argumentCount");

/** Where a place stands: a destructor has no arguments, and neither it nor a constructor has a result. */
type Site = "call" | "construct" | "destroy";

const roots: Readonly<Record<Site, string>> = {
  call: "this|result|arg\\d+",
  construct: "this|arg\\d+",
  destroy: "this",
};

function placeAt(site: Site): Check {
  const pattern = new RegExp(`^((${roots[site]})(\\.([A-Za-z_]\\w*|\\*)|\\[\\])?|global:[\\w-]+)$`);
  return named(pattern, `place.${site}`);
}

/** A place that may also stand for several arguments. */
function placesAt(site: Site): Check {
  const many = site === "destroy" ? "" : "|args|arg\\d+\\.\\.";
  const pattern = new RegExp(
    `^((${roots[site]})(\\.([A-Za-z_]\\w*|\\*)|\\[\\])?|global:[\\w-]+${many})$`,
  );
  return named(pattern, `place${many === "" ? "" : "s"}.${site}`);
}

const events: Readonly<Record<EventKind, true>> = {
  end: true,
  drained: true,
  stopped: true,
  stop: true,
  condition: true,
  value: true,
  count: true,
  items: true,
  room: true,
  task: true,
};

const typeKinds: Readonly<Record<TypeKind, true>> = {
  thread: true,
  loop: true,
  executor: true,
  pool: true,
  mutex: true,
  guard: true,
  condition: true,
  event: true,
  promise: true,
  future: true,
  flag: true,
  callable: true,
  coroutine: true,
  pointer: true,
  container: true,
  value: true,
};

function effectsAt(site: Site): Check {
  const place = placeAt(site);
  const places = placesAt(site);
  const event = oneOf(Object.keys(events));
  const run: Fields = { "run!": place, passes: listOf(places) };
  const kinds: Readonly<Record<EffectBody["do"], Fields>> = {
    spawn: { ...run, "as!": place, done: place },
    post: { ...run, "to!": place, inline: yesOrNo, otherwise: place, done: place },
    drain: { "of!": place, until: oneOf(["stop", "empty"]) },
    invoke: run,
    store: { ...run, "run!": places, "in!": place },
    emplace: { "in!": place, "from!": places },
    "handle-signal": run,
    wait: {
      "for!": event,
      "of!": place,
      timed: yesOrNo,
      predicate: place,
      unlocks: place,
      or: place,
    },
    release: { "for!": event, "of!": place, one: yesOrNo },
    lock: { "of!": places, shared: yesOrNo, try: yesOrNo },
    unlock: { "of!": places },
    write: { "of!": place, value: anyOf(place, yesOrNo) },
    destroy: { "of!": place, by: place },
    disown: { "of!": place },
    take: { "of!": place },
    sleep: {},
    detach: { "of!": place },
    "block-signals": {},
    name: { of: place, "by!": place },
    "assume-on": { "of!": place },
    exit: {},
  };
  return listOf(tagged("do", kinds, { when: listOf(constantName), unless: listOf(constantName) }));
}

const callPlace = placeAt("call");
const operand = named(/^(this|arg\d+)$/, "operand");

const valueKinds: Readonly<Record<ValueModel["is"], Fields>> = {
  this: { type: typeName },
  arg: { "arg!": index },
  element: { of: callPlace },
  mapped: {},
  inserted: {},
  part: { "name!": memberName, type: typeName },
  global: { "name!": named(/^[\w-]+$/, "plainName"), "type!": typeName },
  make: {
    type: typeName,
    held: typeName,
    args: listOf(placesAt("call")),
    destroy: effectsAt("destroy"),
  },
  bind: {},
  "thread-id": {},
  "thread-id-of": { "of!": operand },
  "on-context": { "of!": operand },
  equal: { "a!": callPlace, "b!": callPlace },
  type: { "type!": typeName },
};

const meaning: Fields = {
  effects: effectsAt("call"),
  returns: tagged("is", valueKinds, { when: listOf(constantName) }),
  signalSafe: yesOrNo,
  noreturn: yesOrNo,
  note: text,
};

const functionModel = object({ ...meaning, byArgs: tableOf(argumentCount, object(meaning)) });

const typeModel = object({
  is: oneOf(Object.keys(typeKinds)),
  of: index,
  key: index,
  owns: oneOf(["yes", "shared"]),
  recursive: yesOrNo,
  destroy: effectsAt("destroy"),
  construct: effectsAt("construct"),
  bases: listOf(typeName),
  parts: tableOf(memberName, typeName),
  threads: index,
  signalSafe: no,
  note: text,
});

const tables: Readonly<Record<"aliases" | "types" | "functions" | "variables", Check>> = {
  aliases: tableOf(functionName, functionName),
  types: tableOf(typeName, typeModel),
  functions: tableOf(functionName, functionModel),
  variables: tableOf(typeName, typeName),
};

/** What people say of their own functions. */
const said = { runsOn: tableOf(functionName, text) };

const modelFile = object({
  $schema: text,
  "library!": text,
  "description!": text,
  aliases: tables.aliases,
  "types!": tables.types,
  "functions!": tables.functions,
  variables: tables.variables,
  ...said,
});

const config = object({
  $schema: text,
  models: listOf(text),
  tests: listOf(text),
  library: text,
  description: text,
  ...tables,
  ...said,
});

function named(pattern: RegExp, what: string): Check {
  return (value, path, problems) => {
    if (typeof value !== "string" || !pattern.test(value)) expected(problems, path, what);
  };
}

function oneOf(words: readonly string[]): Check {
  return (value, path, problems) => {
    if (typeof value === "string" && words.includes(value)) return;
    const near = typeof value === "string" ? nearest(value, words) : undefined;
    const message: Message =
      near === undefined
        ? { id: "model.expected.word", holes: { words: words.map(quoted).join(", ") } }
        : unknownWord("word", String(value), near);
    problems.push({ path, message });
  };
}

function anyOf(first: Check, second: Check): Check {
  return (value, path, problems) => {
    const fallback: ModelProblem[] = [];
    second(value, path, fallback);
    if (fallback.length > 0) first(value, path, problems);
  };
}

function listOf(check: Check): Check {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return expected(problems, path, "list");
    value.forEach((item, i) => check(item, `${path}/${i}`, problems));
  };
}

function tableOf(key: Check, check: Check): Check {
  return (value, path, problems) => {
    if (!isTable(value)) return expected(problems, path, "object");
    for (const [name, item] of Object.entries(value)) {
      const at = `${path}/${escaped(name)}`;
      const ofKey: ModelProblem[] = [];
      key(name, at, ofKey);
      problems.push(...ofKey.map((problem) => ({ ...problem, key: name })));
      check(item, at, problems);
    }
  };
}

function object(fields: Fields): Check {
  const checks = new Map(Object.entries(fields).map(([name, check]) => [bare(name), check]));
  const required = Object.keys(fields)
    .filter((name) => name.endsWith("!"))
    .map(bare);
  return (value, path, problems) => {
    if (!isTable(value)) return expected(problems, path, "object");
    for (const name of required) {
      if (!Object.hasOwn(value, name)) problems.push({ path, message: missing(name) });
    }
    for (const [name, item] of Object.entries(value)) {
      const check = checks.get(name);
      if (check !== undefined) check(item, `${path}/${escaped(name)}`, problems);
      else
        problems.push({
          path,
          key: name,
          message: unknownWord("key", name, nearest(name, [...checks.keys()])),
        });
    }
  };
}

/** An object whose other keys depend on the word at `tag`. */
function tagged(tag: string, kinds: Readonly<Record<string, Fields>>, common: Fields): Check {
  const word = oneOf(Object.keys(kinds));
  const checks = new Map(
    Object.entries(kinds).map(([kind, fields]) => [
      kind,
      object({ [`${tag}!`]: word, ...fields, ...common }),
    ]),
  );
  return (value, path, problems) => {
    if (!isTable(value)) return expected(problems, path, "object");
    const kind = value[tag];
    const check = typeof kind === "string" ? checks.get(kind) : undefined;
    if (check !== undefined) check(value, path, problems);
    else if (kind === undefined) problems.push({ path, message: missing(tag) });
    else word(kind, `${path}/${tag}`, problems);
  };
}

function expected(problems: ModelProblem[], path: string, what: string): void {
  problems.push({ path, message: { id: `model.expected.${what}`, holes: {} } });
}

function missing(key: string): Message {
  return { id: "model.missing", holes: { key } };
}

function unknownWord(what: "key" | "word", word: string, near: string | undefined): Message {
  return near === undefined
    ? { id: `model.unknown.${what}`, holes: { word } }
    : { id: `model.unknown.${what}.near`, holes: { word, near } };
}

function quoted(word: string): string {
  return `“${word}”`;
}

function bare(name: string): string {
  return name.endsWith("!") ? name.slice(0, -1) : name;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The candidate that a slip of the pen would turn into `word`: at most a third of the letters differ. */
function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const limit = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          replaced,
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
