/**
 * FileFacts in a compact form for reading and comparing: one line a fact, one line an operation, operands as
 * `%n`. Names are left out of the ops that only carry them: a name or literal is printed where it is used.
 */

import type { FileFacts, FunctionFact, TypeFact } from "../../server/src/facts/fileFacts.ts";
import type { Op, Ref } from "../../server/src/facts/op.ts";
import type { TypeRef } from "../../server/src/facts/typeRef.ts";

export function printFacts(facts: FileFacts): string {
  const lines: string[] = [];
  for (const i of facts.includes) lines.push(`include ${i.system ? `<${i.path}>` : `"${i.path}"`}`);
  for (const u of facts.usings)
    lines.push(
      `using ${u.kind} ${u.name === "" ? "" : `${u.name} = `}${u.target}${within(u.scope)}`,
    );
  for (const m of facts.macros)
    lines.push(
      `macro ${m.name}${m.params === null ? "" : `(${m.params.join(", ")})`} ${m.body}`.trim(),
    );
  for (const t of facts.types) lines.push(...printType(t));
  for (const v of facts.variables) {
    const words = [
      v.threadLocal ? "thread_local" : "",
      v.internal ? "internal" : "",
      v.declaredOnly ? "extern" : "",
    ];
    const init = v.initializer === -1 ? "" : ` = fn${v.initializer}`;
    lines.push(
      `variable ${words
        .filter((w) => w !== "")
        .map((w) => `${w} `)
        .join("")}${qualified(v.scope, v.name)}: ${printTypeRef(v.type)}${init}`,
    );
  }
  facts.functions.forEach((f, i) => lines.push(...printFunction(f, i)));
  for (const g of facts.gaps) lines.push(`gap ${g.start}..${g.end} ${g.reason}`);
  return lines.join("\n");
}

export function printTypeRef(t: TypeRef): string {
  const args = t.args.length === 0 ? "" : `<${t.args.map(printTypeRef).join(", ")}>`;
  return `${t.name}${args}${"*".repeat(t.pointers)}${t.reference ? "&" : ""}${t.callable ? "()" : ""}`;
}

function within(scope: readonly string[]): string {
  return scope.length === 0
    ? ""
    : ` in ${scope.map((s) => (s === "" ? "(anonymous)" : s)).join("::")}`;
}

function qualified(scope: readonly string[], name: string): string {
  return [...scope.map((s) => (s === "" ? "(anonymous)" : s)), name].join("::");
}

function template(params: readonly string[]): string {
  return params.length === 0 ? "" : `template<${params.join(", ")}> `;
}

function printType(t: TypeFact): string[] {
  const head = `${template(t.templateParams)}${t.kind} ${qualified(t.scope, t.name)}`;
  if (t.kind === "alias")
    return [`${head} = ${t.aliasOf === null ? "?" : printTypeRef(t.aliasOf)}`];
  if (t.kind === "enum") return [`${head} { ${t.enumerators.join(", ")} }`];
  const bases = t.bases.length === 0 ? "" : ` : ${t.bases.map(printTypeRef).join(", ")}`;
  const lines = [`${head}${bases}${t.defined ? "" : ";"}`];
  for (const f of t.fields) {
    const words = `${f.isStatic ? "static " : ""}${f.threadLocal ? "thread_local " : ""}`;
    lines.push(
      `  ${words}${f.name}: ${printTypeRef(f.type)}${f.initializer === -1 ? "" : ` = fn${f.initializer}`}`,
    );
  }
  return lines;
}

export function printFunction(f: FunctionFact, index: number): string[] {
  const words = [
    f.isStatic ? "static" : "",
    f.internal && f.kind !== "initializer" ? "internal" : "",
    f.isVirtual ? "virtual" : "",
    f.isOverride ? "override" : "",
    f.isPure ? "pure" : "",
    f.defined ? "" : "declared",
  ].filter((w) => w !== "");
  const params = f.params
    .map(
      (p) =>
        `${p.name === "" ? "_" : p.name}: ${printTypeRef(p.type)}${p.pack ? "..." : ""}${p.hasDefault ? " = ?" : ""}`,
    )
    .join(", ");
  const result = f.result.name === "" ? "" : ` -> ${printTypeRef(f.result)}`;
  const captures = f.captures.map(
    (c) => `${c.byReference ? "&" : ""}${c.name}${c.value === -1 ? "" : ` = %${c.value}`}`,
  );
  const capture =
    f.kind === "lambda"
      ? `[${[f.captureDefault, ...captures].filter((c) => c !== "").join(", ")}] in fn${f.parent} `
      : "";
  const name = f.name === "" ? within(f.scope).trim() : qualified(f.scope, f.name);
  const by = f.qualifier === 0 ? "" : ` (qualifier ${f.qualifier})`;
  const tail = words.length === 0 ? "" : ` ${words.join(" ")}`;
  const lines = [
    `fn${index} ${template(f.templateParams)}${f.kind} ${capture}${name}(${params})${result}${by}${tail}`,
  ];
  for (const init of f.inits)
    lines.push(`  init ${init.name}(${init.args.map((a) => ref(f.ops, a)).join(", ")})`);
  lines.push(...printOps(f.ops));
  return lines;
}

/** Operations with their indices, indented by the marks; names and literals only where they are used. */
export function printOps(ops: readonly Op[]): string[] {
  const lines: string[] = [];
  let depth = 1;
  ops.forEach((op, i) => {
    if (op.k === "name" || op.k === "literal" || op.k === "string" || op.k === "this") {
      return;
    }
    if (op.k === "end") depth--;
    const indent = op.k === "else" || op.k === "case" ? depth - 1 : depth;
    lines.push(
      `${"  ".repeat(Math.max(0, indent))}${op.k === "end" ? "" : `%${i} `}${printOp(ops, op)}`,
    );
    if (["scope", "if", "switch", "loop", "try", "catch"].includes(op.k)) depth++;
  });
  if (depth !== 1) lines.push(`  (marks do not match: ${depth - 1} open)`);
  return lines;
}

function ref(ops: readonly Op[], r: Ref): string {
  const op = ops[r];
  if (op === undefined) return "_";
  switch (op.k) {
    case "name":
      return `${op.name}${op.targs.length === 0 ? "" : `<${op.targs.map(printTypeRef).join(", ")}>`}`;
    case "literal":
      return op.text;
    case "string":
      return JSON.stringify(op.text);
    case "this":
      return "this";
    case "member":
      return `${ref(ops, op.obj)}${op.arrow ? "->" : "."}${op.name}${op.targs.length === 0 ? "" : `<${op.targs.map(printTypeRef).join(", ")}>`}`;
    case "lambda":
      return `lambda fn${op.fn}`;
    default:
      return `%${r}`;
  }
}

export function printOp(ops: readonly Op[], op: Op): string {
  const r = (x: Ref): string => ref(ops, x);
  const all = (xs: readonly Ref[]): string => xs.map(r).join(", ");
  switch (op.k) {
    case "member":
      return `member ${ref(ops, op.obj)}${op.arrow ? "->" : "."}${op.name}`;
    case "index":
      return `index ${r(op.obj)}[${r(op.index)}]`;
    case "call":
      return `call ${r(op.callee)}(${all(op.args)})`;
    case "new":
      return `new ${printTypeRef(op.type)}(${all(op.args)})`;
    case "construct":
      return `construct ${printTypeRef(op.type)}(${all(op.args)})`;
    case "list":
      return `list {${all(op.items)}}`;
    case "lambda":
      return `lambda fn${op.fn}`;
    case "unary":
      return `${op.op}${r(op.a)}`;
    case "binary":
      return `${r(op.a)} ${op.op} ${r(op.b)}`;
    case "select":
      return `${r(op.cond)} ? ${r(op.a)} : ${r(op.b)}`;
    case "cast":
      return `cast ${printTypeRef(op.type)}(${r(op.a)})`;
    case "await":
      return `await ${r(op.a)}`;
    case "assign":
      return `${r(op.target)} ${op.op} ${r(op.value)}`;
    case "delete":
      return `delete${op.array ? "[]" : ""} ${r(op.a)}`;
    case "local": {
      const words = `${op.isStatic ? "static " : ""}${op.threadLocal ? "thread_local " : ""}`;
      const init = {
        none: "",
        assign: ` = ${all(op.args)}`,
        paren: `(${all(op.args)})`,
        brace: `{${all(op.args)}}`,
      };
      return `local ${words}${op.name}: ${printTypeRef(op.type)}${init[op.style]}`;
    }
    case "return":
      return `return ${r(op.value)}`;
    case "assume":
      return `assume ${r(op.cond)}`;
    case "if":
    case "switch":
    case "test":
      return `${op.k} ${r(op.cond)}`;
    case "case":
      return op.value === -1 ? "default" : `case ${r(op.value)}`;
    case "loop":
      return `loop ${op.form}`;
    case "element":
      return `element of ${r(op.of)}`;
    case "name":
    case "literal":
    case "string":
    case "this":
      return ref(ops, ops.indexOf(op));
    case "throw":
    case "break":
    case "continue":
    case "goto":
    case "scope":
    case "else":
    case "try":
    case "catch":
    case "end":
      return op.k;
  }
}
