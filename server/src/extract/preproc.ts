/**
 * Preprocessor lines: includes, macro definitions, and which branches of a conditional are read: those that a
 * build with gcc on Linux would compile; of a condition that nothing is known of, the first. Nothing is
 * expanded. Must never know what a branch contains.
 */

import type { Include, MacroFact } from "../facts/fileFacts.ts";

/** Macros that say "another system". */
const undefinedHere: ReadonlySet<string> = new Set([
  "_WIN32",
  "WIN32",
  "_WIN64",
  "WIN64",
  "__WIN32__",
  "_WINDOWS",
  "OS_WIN",
  "_MSC_VER",
  "__MINGW32__",
  "__MINGW64__",
  "__CYGWIN__",
  "__APPLE__",
  "__MACH__",
  "OS_MACOSX",
  "OS_MACOS",
  "Q_OS_WIN",
  "Q_OS_MACOS",
  "Q_OS_MAC",
  "__ANDROID__",
  "__EMSCRIPTEN__",
  "__FreeBSD__",
  "__OpenBSD__",
  "__NetBSD__",
  "__DragonFly__",
  "__sun",
  "__sun__",
  "_AIX",
  "__hpux",
  "__OBJC__",
  "SWIG",
]);

/** Values where there is more to say than that it is defined. */
const definedHere: ReadonlyMap<string, number> = new Map([
  ["__linux__", 1],
  ["__linux", 1],
  ["__unix__", 1],
  ["__cplusplus", 202002],
  ["__GNUC__", 13],
  ["__GNUC_MINOR__", 2],
]);

export interface Preprocessor {
  readonly includes: Include[];
  readonly macros: MacroFact[];
  /** Whether the text after the last directive is read. */
  readonly live: boolean;
  /** The line from its `#` to its end, escaped line breaks and comments in it included. */
  directive(from: number, to: number): void;
}

/** An open conditional: whether the text around it is read, this branch is, and one already was. */
interface Conditional {
  readonly around: boolean;
  live: boolean;
  taken: boolean;
}

const directivePattern = /#[ \t]*([A-Za-z_]\w*)?/y;
const definePattern = /\s*([A-Za-z_]\w*)(\(([^()]*)\))?/y;

export function preprocessor(text: string): Preprocessor {
  const includes: Include[] = [];
  const macros: MacroFact[] = [];
  /** Macros of this file, with their value where it is a number. */
  const own = new Map<string, number | null>();
  const open: Conditional[] = [];
  let live = true;

  function truthOf(word: string, from: number, to: number): boolean | null {
    const condition = withoutComments(text.slice(from, to)).trim();
    const truth =
      word === "if" || word === "elif"
        ? toTruth(evaluate(condition, own))
        : word.endsWith("ndef")
          ? not(isDefined(condition, own))
          : isDefined(condition, own);
    // A branch that is empty, or only says that this cannot be, is not the one that is meant.
    return truth === null && deadEnd(text, to) ? false : truth;
  }

  function directive(from: number, to: number): void {
    directivePattern.lastIndex = from;
    const word = directivePattern.exec(text)?.[1] ?? "";
    const rest = directivePattern.lastIndex;
    const top = open[open.length - 1];
    switch (word) {
      case "if":
      case "ifdef":
      case "ifndef": {
        const taken = live && truthOf(word, rest, to) !== false;
        open.push({ around: live, live: taken, taken });
        live = taken;
        break;
      }
      case "elif":
      case "elifdef":
      case "elifndef":
        if (top === undefined) break;
        live = top.live =
          top.around && !top.taken && truthOf(word.replace("el", ""), rest, to) !== false;
        top.taken ||= live;
        break;
      case "else":
        if (top === undefined) break;
        live = top.live = top.around && !top.taken;
        top.taken = true;
        break;
      case "endif":
        live = open.pop()?.around ?? true;
        break;
      case "include":
      case "include_next":
      case "import":
        if (live) include(rest, to);
        break;
      case "define":
        if (live) define(from, rest, to);
        break;
      case "undef":
        if (live) own.delete(text.slice(rest, to).trim());
        break;
      default:
    }
  }

  function include(from: number, to: number): void {
    const found = /^\s*(?:<([^>]*)>|"([^"]*)")/.exec(text.slice(from, to));
    if (found === null) return;
    const system = found[1] !== undefined;
    includes.push({ path: found[1] ?? found[2] ?? "", system });
  }

  function define(start: number, from: number, to: number): void {
    definePattern.lastIndex = from;
    const found = definePattern.exec(text);
    if (found === null || definePattern.lastIndex > to) return;
    const name = found[1] as string;
    const at = definePattern.lastIndex;
    const raw = text.slice(at, to);
    const written = bodyEnd(raw);
    const body = raw
      .slice(0, written)
      .replace(/^(?:\s|\\\r?\n)+/, "")
      .trimEnd();
    const params = found[3];
    macros.push({
      name,
      params:
        params === undefined
          ? null
          : params.trim() === ""
            ? []
            : params.split(",").map((param) => param.replace(/[\\\s]+/g, "")),
      body,
      start,
      end: body === "" ? at : at + raw.slice(0, written).trimEnd().length,
    });
    own.set(name, params === undefined && /^\d+$/.test(body) ? Number(body) : null);
  }

  return {
    includes,
    macros,
    get live() {
      return live;
    },
    directive,
  };
}

/** Where a comment at the end of a macro's body starts, else its length. */
function bodyEnd(body: string): number {
  if (!body.includes("/")) return body.length;
  const at = /^(?:[^"'/]+|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|["']|\/(?![/*]))*/.exec(body);
  return at?.[0].length ?? body.length;
}

function withoutComments(text: string): string {
  return text.includes("/") || text.includes("\\")
    ? text.replace(/\/\*[^]*?\*\/|\/\/.*|\\\r?\n/g, " ")
    : text;
}

function deadEnd(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c <= 32) continue;
    if (c === 35) return /^#[ \t]*(?:error|else|elif)\b/.test(text.slice(i, i + 40));
    if (c !== 47) return false;
    const block = text.charCodeAt(i + 1) === 42;
    if (!block && text.charCodeAt(i + 1) !== 47) return false;
    const end = block ? text.indexOf("*/", i + 2) : text.indexOf("\n", i);
    if (end === -1) return false;
    i = block ? end + 1 : end;
  }
  return false;
}

type Own = ReadonlyMap<string, number | null>;

function isDefined(name: string, own: Own): boolean | null {
  return undefinedHere.has(name) ? false : definedHere.has(name) || own.has(name) ? true : null;
}

function not(truth: boolean | null): boolean | null {
  return truth === null ? null : !truth;
}

function toTruth(value: number | null): boolean | null {
  return value === null ? null : value !== 0;
}

const conditionToken = /\s*(\d[\w.']*|[A-Za-z_]\w*|&&|\|\||[<>=!]=|<<|>>|[^\s])/y;

/** Value of a condition; null is "not known". Nesting that is too deep is not known either. */
function evaluate(text: string, own: Own): number | null {
  const tokens: string[] = [];
  conditionToken.lastIndex = 0;
  for (let found = conditionToken.exec(text); found !== null; found = conditionToken.exec(text)) {
    tokens.push(found[1] as string);
    if (tokens.length > 400) return null;
  }
  let at = 0;

  function binary(level: number): number | null {
    if (level === levels.length) return unary();
    let left = binary(level + 1);
    while (levels[level]?.includes(tokens[at] ?? "") === true) {
      const operator = tokens[at++] as string;
      left = applied(operator, left, binary(level + 1));
    }
    return left;
  }

  function unary(): number | null {
    const token = tokens[at++] ?? "";
    if (token === "!") {
      const value = unary();
      return value === null ? null : value === 0 ? 1 : 0;
    }
    if (token === "-" || token === "+") {
      const value = unary();
      return value === null ? null : token === "-" ? -value : value;
    }
    if (token === "(") {
      const value = binary(0);
      if (tokens[at] === ")") at++;
      return value;
    }
    if (/^\d/.test(token)) {
      const value = Number(token.replace(/[uUlL']+$|'/g, ""));
      return Number.isNaN(value) ? null : value;
    }
    if (token === "defined") {
      const parens = tokens[at] === "(";
      if (parens) at++;
      const truth = isDefined(tokens[at++] ?? "", own);
      if (parens && tokens[at] === ")") at++;
      return truth === null ? null : truth ? 1 : 0;
    }
    if (tokens[at] === "(") {
      // `__has_include(<x>)`, `GCC_VERSION(4, 8)`.
      for (let depth = 0; at < tokens.length; at++) {
        if (tokens[at] === "(") depth++;
        else if (tokens[at] === ")" && --depth === 0) break;
      }
      at++;
      return null;
    }
    if (undefinedHere.has(token)) return 0;
    return definedHere.get(token) ?? own.get(token) ?? null;
  }

  return binary(0);
}

const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

function applied(operator: string, a: number | null, b: number | null): number | null {
  if (operator === "&&" && (a === 0 || b === 0)) return 0;
  if (operator === "||" && ((a ?? 0) !== 0 || (b ?? 0) !== 0)) return 1;
  if (a === null || b === null) return null;
  switch (operator) {
    case "||":
      return 0;
    case "&&":
      return 1;
    case "==":
      return Number(a === b);
    case "!=":
      return Number(a !== b);
    case "<":
      return Number(a < b);
    case ">":
      return Number(a > b);
    case "<=":
      return Number(a <= b);
    case ">=":
      return Number(a >= b);
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? null : Math.trunc(a / b);
    default:
      return b === 0 ? null : a % b;
  }
}
