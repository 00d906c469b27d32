/**
 * One pass over the operations of an activation: evaluates values, keeps track of blocks and guards, and
 * hands calls, constructions and destructions to their files. Flow-insensitive in values (a variable is all
 * that was ever assigned to it), flow-sensitive in order, branches and guards.
 *
 * Longer than 500 lines, because each kind of operation and of block is a case of one switch over one state.
 */

import { lastPart } from "../base/names.ts";
import { never } from "../base/never.ts";
import type { Span } from "../base/span.ts";
import type { Op, Ref } from "../facts/op.ts";
import { bindingIndex, isPair, isVague, type Type } from "../link/types.ts";
import type { Activation } from "./activation.ts";
import { awaited, call } from "./calls.ts";
import {
  guardsOf,
  pollAt,
  testsOf,
  truthOf,
  valueOfComparison,
  valueOfJunction,
} from "./conditions.ts";
import {
  addToLocal,
  blank,
  type Block,
  declareLocal,
  type Destination,
  emit,
  type Evaluated,
  type Frame,
  makeFrame,
  objectsOf,
  pathsIn,
  standsAlone,
  valueOf,
} from "./frame.ts";
import {
  construct,
  constructMembers,
  destroy,
  destroyContents,
  destroyLocals,
  destroyMembers,
  lastInitOperand,
  takesOver,
} from "./lifetimes.ts";
import { fieldOf, halfOf, member, name, thisValue } from "./expressions.ts";
import { libraryMethod } from "./libraryMethod.ts";
import type { Solver } from "./solver.ts";
import {
  callableValue,
  literalValue,
  negated,
  objectValue,
  onContext,
  textValue,
  union,
  type Value,
  type Values,
} from "./value.ts";

export function interpret(solver: Solver, act: Activation): void {
  const frame = makeFrame(solver, act);
  if (act.destroys !== null) {
    destroyMembers(frame, act.destroys);
    finish(frame);
    return;
  }
  for (const info of act.locals.values()) {
    info.before = info.values;
    info.values = [];
  }
  act.returned = [];
  bindParameters(frame);
  findDestinations(frame);
  openBlock(frame, "body", -1, -1);
  const { ops, fn } = frame;
  const isConstructor = fn.fact.kind === "constructor";
  const initsAfter = isConstructor ? lastInitOperand(fn) : -1;
  if (isConstructor && initsAfter < 0) constructMembers(frame);
  const operands = conditionalOperands(ops);
  const open: OpenOperand[] = [];
  for (let i = 0; i < ops.length; i++) {
    frame.at = i;
    for (const operand of operands.get(i) ?? []) open.push(enterOperand(frame, operand));
    const op = ops[i]!;
    frame.seen[i] = frame.dead && !isStructure(op) ? blank : evaluate(frame, op, i);
    while (open.at(-1)?.until === i) leaveOperand(frame, open.pop()!);
    if (isConstructor && i === initsAfter) constructMembers(frame);
  }
  frame.at = ops.length;
  if (frame.blocks[0]?.exits === false && !frame.dead) frame.exits.push(frame.guards);
  while (frame.blocks.length > 0) closeBlock(frame);
  finish(frame);
}

function finish(frame: Frame): void {
  frame.act.effects = frame.effects;
  const [first, ...others] = frame.exits;
  frame.act.ensures =
    first?.filter((g) =>
      others.every((held) => held.some((h) => h.of === g.of && h.on === g.on)),
    ) ?? [];
  frame.act.leaves = first === undefined && frame.act.destroys === null;
}

// Operands that are evaluated only sometimes ---------------------------------------------------------------

interface Operand {
  readonly until: Ref;
  readonly cond: Ref;
  readonly truth: boolean;
  /** Of the expression: the two results of a choice exclude each other. */
  readonly at: Ref;
}

interface OpenOperand {
  readonly until: Ref;
  readonly guards: Frame["guards"];
  readonly unclear: boolean;
  readonly dead: boolean;
  readonly arms: readonly number[];
}

const noOperands: ReadonlyMap<Ref, readonly Operand[]> = new Map();
const operandsOf = new WeakMap<readonly Op[], ReadonlyMap<Ref, readonly Operand[]>>();

/** `a ? b : c`, `a && b`, `a || b`: by the operation where evaluating the part begins. */
function conditionalOperands(ops: readonly Op[]): ReadonlyMap<Ref, readonly Operand[]> {
  let known = operandsOf.get(ops);
  if (known !== undefined) return known;
  const found = new Map<Ref, Operand[]>();
  const add = (after: Ref, until: Ref, cond: Ref, truth: boolean, at: Ref): void => {
    // Without a call in it, a part has no effect.
    if (after < 0 || until <= after) return;
    for (let i = after + 1; i <= until; i++) {
      if (ops[i]!.k !== "call") continue;
      const operand = { until, cond, truth, at };
      const list = found.get(after + 1);
      // The outer one first: expressions stand behind their parts.
      if (list === undefined) found.set(after + 1, [operand]);
      else list.unshift(operand);
      return;
    }
  };
  ops.forEach((op, at) => {
    if (op.k === "select") {
      add(op.cond, op.a, op.cond, true, at);
      add(op.a, op.b, op.cond, false, at);
    } else if (op.k === "binary" && (op.op === "&&" || op.op === "||"))
      add(op.a, op.b, op.a, op.op === "&&", at);
  });
  known = found.size === 0 ? noOperands : found;
  operandsOf.set(ops, known);
  return known;
}

function enterOperand(frame: Frame, { until, cond, truth, at }: Operand): OpenOperand {
  const { guards, unclear, dead, arms } = frame;
  // Blocks count their branches from 0.
  frame.arms = [...arms, -1 - at, truth ? 0 : 1];
  addGuards(frame, cond, truth);
  if (truthOf(frame, cond) === !truth) frame.dead = true;
  return { until, guards, unclear, dead, arms };
}

function leaveOperand(frame: Frame, saved: OpenOperand): void {
  frame.guards = saved.guards;
  frame.unclear = saved.unclear;
  frame.dead = saved.dead;
  frame.arms = saved.arms;
}

/** Where control cannot come, only the nesting of blocks is followed, and who leaves them. */
function isStructure(op: Op): boolean {
  switch (op.k) {
    case "scope":
    case "if":
    case "else":
    case "switch":
    case "case":
    case "loop":
    case "try":
    case "catch":
    case "end":
    case "return":
    case "throw":
    case "break":
    case "continue":
    case "goto":
      return true;
    default:
      return false;
  }
}

function bindParameters(frame: Frame): void {
  const { act, fn, solver } = frame;
  fn.fact.params.forEach((param, i) => {
    const type = solver.types.resolve(param.type, frame.names);
    const key = param.name === "" ? `#${i}` : param.name;
    const info = declareLocal(frame, key, type);
    const given = act.bindings.params[i] ?? [];
    if (given.length > 0) addToLocal(frame, info, given);
    else if (type !== null && !type.callable && type.model?.is !== "callable") {
      addToLocal(frame, info, [
        objectValue(solver.paths.root("unknown", `${act.id}|${key}`, type)),
      ]);
    }
  });
}

/** Tells producers of objects (`new`, factories) where the object will live. */
function findDestinations(frame: Frame): void {
  const { ops } = frame;
  const returned = new Set<string>();
  for (const op of ops) {
    if (op.k === "return") {
      const r = through(ops, op.value);
      const v = ops[r];
      if (v?.k === "name") returned.add(v.name);
      direct(frame, op.value, { k: "result" });
    }
  }
  const { result } = frame.act.bindings;
  for (const op of ops) {
    if (op.k === "local" && op.args.length === 1) {
      const d: Destination =
        returned.has(op.name) && result !== null ? { k: "result" } : { k: "local", name: op.name };
      direct(frame, op.args[0]!, d);
    } else if (op.k === "assign" && op.op === "=")
      direct(frame, op.value, { k: "ref", ref: op.target });
    else if (op.k === "call" && op.args.length === 1) {
      const callee = ops[op.callee];
      if (callee?.k === "member" && callee.name === "reset")
        direct(frame, op.args[0]!, { k: "ref", ref: callee.obj });
    }
  }
  for (const init of frame.fn.fact.inits) {
    if (init.args.length === 1) direct(frame, init.args[0]!, { k: "member", name: init.name });
  }
}

function direct(frame: Frame, ref: Ref, to: Destination): void {
  const r = through(frame.ops, ref);
  const op = frame.ops[r];
  if (op === undefined) return;
  if (op.k === "select") {
    direct(frame, op.a, to);
    direct(frame, op.b, to);
    return;
  }
  if (op.k === "construct" && op.args.length === 1) direct(frame, op.args[0]!, to);
  if (op.k === "new" || op.k === "call" || op.k === "construct") frame.destinations.set(r, to);
}

/** The operation behind casts and `std::move`. */
function through(ops: readonly Op[], ref: Ref): Ref {
  let r = ref;
  for (let i = 0; i < 6; i++) {
    const op = ops[r];
    if (op?.k === "cast") r = op.a;
    else if (op?.k === "call" && op.args.length === 1) {
      const callee = ops[op.callee];
      if (callee?.k !== "name" || !/^(std::)?(move|forward)$/.test(callee.name)) return r;
      r = op.args[0]!;
    } else return r;
  }
  return r;
}

function evaluate(frame: Frame, op: Op, i: number): Evaluated {
  switch (op.k) {
    case "name":
      return name(frame, op.name);
    case "this":
      return thisValue(frame);
    case "member":
      return member(frame, op);
    case "index":
      return elementOf(frame, op.obj, op.index);
    case "element": {
      const binding = bindingIndex(frame.ops, i);
      return binding < 0 ? elementOf(frame, op.of) : bound(frame, op.of, binding);
    }
    case "call":
      return call(frame, op, i);
    case "new":
    case "construct":
      return construct(frame, op, i);
    case "list":
      return mergeAll(frame, op.items);
    case "lambda": {
      const lambda = frame.fn.lambdas.get(op.fn);
      if (lambda === undefined) return blank;
      for (const capture of lambda.fact.captures) {
        if (capture.value < 0) continue;
        const given = valueOf(frame, capture.value);
        const info = declareLocal(frame, `#${capture.value}`, given.type);
        addToLocal(frame, info, given.values);
      }
      return { values: [callableValue(lambda, frame.act)], type: null, places: [], from: null };
    }
    case "literal":
      return { ...blank, values: [literalValue(op.text)] };
    case "string":
      return { ...blank, values: [textValue(op.text)] };
    case "unary":
      return unary(frame, op);
    case "binary":
      return binary(frame, op);
    case "select":
      return merge(valueOf(frame, op.a), valueOf(frame, op.b));
    case "cast": {
      const inner = valueOf(frame, op.a);
      const type = frame.solver.types.resolve(op.type, frame.names);
      return type?.cls == null ? inner : { ...inner, type: { ...type, pointers: 0 } };
    }
    case "await":
      return awaited(frame, op);
    case "assign":
      assign(frame, op);
      return valueOf(frame, op.target);
    case "delete":
      for (const path of objectsOf(frame, op.a))
        destroy(frame, path, valueOf(frame, op.a).type, op);
      return blank;
    case "local":
      local(frame, op);
      return blank;
    case "return":
      if (!frame.dead) {
        returns(frame, op.value);
        frame.exits.push(frame.guards);
      }
      breakOut(frame);
      exitArm(frame);
      return blank;
    case "throw":
    case "break":
    case "continue":
    case "goto":
      if (op.k === "break") breakOut(frame);
      exitArm(frame);
      return blank;
    case "assume":
      addGuards(frame, op.cond, true);
      return blank;
    case "scope":
      openBlock(frame, "scope", -1, i);
      return blank;
    case "if":
      openBlock(frame, "if", op.cond, i);
      addGuards(frame, op.cond, true);
      if (truthOf(frame, op.cond) === false) frame.dead = true;
      return blank;
    case "else":
      elseArm(frame);
      return blank;
    case "switch":
      openBlock(frame, "switch", op.cond, i);
      return blank;
    case "case":
      nextCase(frame);
      return blank;
    case "loop":
      openBlock(frame, "loop", -1, i);
      return blank;
    case "test": {
      const block = frame.blocks.findLast((b) => b.kind === "loop");
      block?.tests.push({ cond: op.cond, goesOn: true });
      addGuards(frame, op.cond, true);
      return blank;
    }
    case "try":
      openBlock(frame, "try", -1, i);
      return blank;
    case "catch":
      openBlock(frame, "catch", -1, i);
      return blank;
    case "end":
      closeBlock(frame);
      return blank;
    default:
      return never(op);
  }
}

/** By a key, or what a loop shows. */
function elementOf(frame: Frame, ref: Ref, key: Ref = -1): Evaluated {
  const { solver, act } = frame;
  const container = valueOf(frame, ref);
  const held = container.type === null ? null : solver.types.element(container.type);
  const type = key >= 0 || container.type === null ? held : solver.types.entry(container.type);
  const keys = valueOf(frame, key).values.filter((v) => v.k === "object");
  let out: Evaluated = { ...blank, type };
  for (const path of pathsIn(container)) {
    const element = solver.paths.element(path, held);
    if (keys.length > 0) solver.heap.store(solver.paths.part(element, "key", null), keys);
    let stored = solver.heap.load(element, act);
    // A table that was made with its callables in it.
    if (stored.length === 0) stored = solver.heap.load(path, act).filter((v) => v.k === "callable");
    const values: Values =
      stored.length > 0 ? stored : standsAlone(element, held) ? [objectValue(element)] : [];
    out = {
      values: union(out.values, values),
      type,
      places: [...out.places, element],
      from: path,
    };
  }
  return out;
}

/** One of the names in `auto [a, b] = x`. */
function bound(frame: Frame, ref: Ref, index: number): Evaluated {
  const whole = valueOf(frame, ref);
  const { type } = whole;
  if (isPair(type)) return halfOf(frame, whole, index === 0 ? "first" : "second");
  const field = [...(type?.cls?.fields.values() ?? [])].filter((f) => !f.isStatic)[index];
  if (type?.cls != null)
    return field === undefined ? blank : (fieldOf(frame, whole, type.cls, field.name) ?? blank);
  const element = elementOf(frame, ref, 0);
  return { ...element, type: element.type ?? type?.args[index] ?? null };
}

function unary(frame: Frame, op: Extract<Op, { k: "unary" }>): Evaluated {
  const a = valueOf(frame, op.a);
  if (op.op === "++" || op.op === "--") {
    writeFlags(frame, op.a, op.op, op);
    return a;
  }
  if (op.op === "!") {
    const values: Values = a.values.flatMap((v) => (v.k === "on-context" ? [negated(v)] : []));
    return { ...blank, values };
  }
  if (op.op === "*") {
    const inner = a.type === null ? null : frame.solver.types.pointee(a.type);
    return { ...a, type: inner };
  }
  if (op.op === "&") return { ...a, values: a.values.map((v) => addressOf(frame, v, op)) };
  return { ...blank, values: a.values };
}

function addressOf(frame: Frame, v: Value, at: Span): Value {
  const method = v.k === "named" ? libraryMethod(frame, v.name, at) : null;
  return method === null ? v : callableValue(method, null);
}

function binary(frame: Frame, op: Extract<Op, { k: "binary" }>): Evaluated {
  if (op.op === "==" || op.op === "!=") return valueOfComparison(frame, op);
  if (op.op === ",") return valueOf(frame, op.b);
  if (op.op === "->*" || op.op === ".*") {
    const object = valueOf(frame, op.a);
    const values = valueOf(frame, op.b).values.map((v) =>
      v.k === "callable" ? callableValue(v.fn, v.creator, object.values, v.bound) : v,
    );
    return { ...blank, values };
  }
  if (op.op === "&&" || op.op === "||") return valueOfJunction(frame, op);
  if (op.op === "<" || op.op === ">" || op.op === "<=" || op.op === ">=") return blank;
  // Arithmetic on an address is still that object: how a pointer travels through integers.
  const a = valueOf(frame, op.a);
  const b = valueOf(frame, op.b);
  const objects = union(
    a.values.filter((v) => v.k === "object"),
    b.values.filter((v) => v.k === "object"),
  );
  return {
    ...blank,
    values: op.op === "<<" ? a.values : objects,
    type: op.op === "<<" ? a.type : (a.type ?? b.type),
  };
}

function merge(a: Evaluated, b: Evaluated): Evaluated {
  return {
    values: union(a.values, b.values),
    type: a.type ?? b.type,
    places: [...a.places, ...b.places],
    from: a.from ?? b.from,
  };
}

function mergeAll(frame: Frame, refs: readonly Ref[]): Evaluated {
  let out = blank;
  for (const ref of refs) out = merge(out, valueOf(frame, ref));
  return { ...out, places: [] };
}

function local(frame: Frame, op: Extract<Op, { k: "local" }>): void {
  const { solver, act } = frame;
  const declared = solver.types.resolve(op.type, frame.names);
  const first = op.args.length === 1 ? valueOf(frame, op.args[0]!) : null;
  const type = isVague(declared) ? (first?.type ?? declared) : declared;
  const info = declareLocal(frame, op.name, type);
  if (op.isStatic && type !== null) {
    const shared = solver.paths.root("global", `${frame.fn.name}|${op.name}`, type);
    addToLocal(frame, info, [objectValue(shared)]);
  }
  const destination = frame.destinations.get(op.args[0] ?? -1);
  const home = op.isStatic
    ? solver.paths.root("global", `${frame.fn.name}|${op.name}`, type)
    : destination?.k === "result" && act.bindings.result !== null
      ? act.bindings.result
      : info.path;
  // A variable that stands for what some call returned has no object of its own.
  const aliases =
    first !== null &&
    first.values.length > 0 &&
    !first.values.some((v) => v.k === "object" && v.path === home);
  if (home !== info.path && (op.isStatic || !aliases)) addToLocal(frame, info, [objectValue(home)]);
  const byValue = declared !== null && declared.pointers === 0 && !declared.reference;
  if (
    first !== null &&
    (op.style === "assign" || !byValue || isTransparent(declared) || declared === null)
  ) {
    // A pointer that begins as null is what it is set to later.
    const points = type !== null && (type.pointers > 0 || isTransparent(type));
    addToLocal(frame, info, points ? first.values.filter((v) => v.k !== "literal") : first.values);
    if (first.from !== null) info.from = first.from;
    solver.heap.store(
      info.path,
      first.values.filter((v) => v.k === "callable"),
    );
  } else if (byValue && declared !== null) {
    const name = first?.values.find((v) => v.k === "text");
    if (name?.k === "text") solver.heap.setName(home, name.text);
    if (op.style !== "assign" || first === null) {
      construct(
        frame,
        { ...op, k: "construct", type: op.type, args: op.args },
        frame.at,
        home,
        declared,
      );
    }
  }
  if (byValue && declared !== null && !op.isStatic) {
    frame.blocks.at(-1)?.declared.push({ name: op.name, path: info.path, type: declared });
  } else if (
    declared === null &&
    first?.type != null &&
    !first.type.reference &&
    first.type.pointers === 0 &&
    (first.places.length === 0 || takesOver(frame, op.name))
  ) {
    // `auto x = make(...)`: the variable owns what it was given.
    frame.blocks.at(-1)?.declared.push({ name: op.name, path: info.path, type: first.type });
  }
}

/** Types whose variables stand for what they hold: initialising one is aliasing. */
function isTransparent(type: Type | null): boolean {
  const is = type?.model?.is;
  return type?.callable === true || is === "pointer" || is === "callable" || is === "future";
}

function assign(frame: Frame, op: Extract<Op, { k: "assign" }>): void {
  const { solver } = frame;
  const value = valueOf(frame, op.value);
  const target = valueOf(frame, op.target);
  if (op.op !== "=") {
    writeFlags(frame, op.target, op.op.startsWith("+") ? "++" : "--", op);
    return;
  }
  writeFlags(frame, op.target, writtenText(frame, op.value), op);
  const targetOp = frame.ops[op.target];
  const type = target.type;
  const owning = type?.model?.is === "pointer" && type.model.owns !== undefined;
  const ends =
    type?.model?.destroy !== undefined && type.pointers === 0 && isEmpty(frame, op.value);
  for (const place of target.places) {
    // `thread_ = {};`: what was there ends.
    if (ends) destroy(frame, place, type, op);
    // Assigning nothing ends what was there; what a new object replaces is most often nothing yet.
    if (owning && writtenText(frame, op.value) === "false") destroyContents(frame, place, type, op);
    solver.heap.store(place, ownerIds(value.values, place));
    const callables = value.values.filter((v) => v.k === "callable");
    if (callables.length > 0) emit(frame, { k: "store", to: place, callables }, op);
    // A struct of a library that nobody declares here carries what is put into its fields.
    if (place.parent !== null && place.root === null && !place.key.includes("::"))
      solver.heap.store(place.parent, callables);
  }
  if (targetOp?.k === "name") {
    const info = frame.act.locals.get(targetOp.name);
    if (info !== undefined) addToLocal(frame, info, value.values);
    if (info !== undefined && value.from !== null) info.from = value.from;
  }
}

/** An object made of nothing. */
function isEmpty(frame: Frame, ref: Ref): boolean {
  const op = frame.ops[ref];
  return op?.k === "list" ? op.items.length === 0 : op?.k === "construct" && op.args.length === 0;
}

/** The running thread's id, stored in an object, is the id of the thread that runs the object. */
export function ownerIds(
  values: Values,
  place: { readonly parent: import("./path.ts").Path | null },
): Values {
  const owner = place.parent;
  if (owner === null || !values.some((v) => v.k === "thread-id" && v.of === "running"))
    return values;
  return values.map((v) =>
    v.k === "thread-id" && v.of === "running"
      ? { k: "thread-id" as const, of: owner, key: `t${owner.id}` }
      : v,
  );
}

export function writtenText(frame: Frame, ref: Ref): string {
  const op = frame.ops[ref];
  if (op === undefined) return "*";
  if (op.k === "literal")
    return op.text === "0" || op.text === "nullptr"
      ? op.text === "0"
        ? "=0"
        : "false"
      : op.text === "true" || op.text === "false"
        ? op.text
        : `=${op.text}`;
  if (op.k === "name" || op.k === "member") {
    const e = valueOf(frame, ref);
    if (e.places.length === 0) return `=${lastPart(op.name)}`;
    return "*";
  }
  if (op.k === "cast") return writtenText(frame, op.a);
  return "*";
}

export function writeFlags(
  frame: Frame,
  target: Ref,
  value: string,
  span: { start: number; end: number },
): void {
  const op = frame.ops[target];
  if (op === undefined) return;
  const text = op.k === "name" || op.k === "member" ? lastPart(op.name) : "";
  for (const to of valueOf(frame, target).places) {
    if (
      to.root === "local"
        ? op.k === "name" && frame.act.locals.has(op.name) && !frame.shared.has(op.name)
        : !frame.solver.relevance.isFlag(to)
    )
      continue;
    emit(frame, { k: "write", to, value, text: text === "" ? "element" : text }, span);
  }
}

function returns(frame: Frame, ref: Ref): void {
  const { act } = frame;
  frame.returns++;
  if (ref < 0) return;
  const value = { ...valueOf(frame, ref) };
  const literal = frame.ops[ref];
  const [guard, another] = frame.guards;
  // `if (onLoop()) return true; return false;` says what the condition said.
  if (literal?.k === "literal" && guard !== undefined && another === undefined) {
    if (literal.text === "true") value.values = [onContext(guard.of, guard.on)];
    else if (literal.text === "false") value.values = [onContext(guard.of, !guard.on)];
  }
  const { result } = act.bindings;
  const kept =
    result === null
      ? value.values
      : value.values.filter((v) => v.k !== "object" || v.path !== result);
  act.returned = union(
    act.returned,
    result !== null && kept.length < value.values.length ? [...kept, objectValue(result)] : kept,
  );
  if (value.from !== null) act.returnedFrom = value.from;
  act.tests = frame.returns > 1 ? null : testsOf(frame, ref);
}

// Blocks ---------------------------------------------------------------------------------------------------

function openBlock(frame: Frame, kind: Block["kind"], cond: Ref, firstOp: number): void {
  const branch = frame.branches++;
  frame.blocks.push({
    kind,
    cond,
    guards: frame.guards,
    unclear: frame.unclear,
    dead: frame.dead,
    arms: frame.arms,
    branch,
    firstEffect: frame.effects.length,
    firstOp,
    declared: [],
    arm: 0,
    exits: false,
    thenExits: false,
    sawElse: false,
    tests: [],
  });
  if (kind === "if" || kind === "switch" || kind === "catch")
    frame.arms = [...frame.arms, branch, 0];
  if (kind === "loop") frame.loops++;
}

function exitArm(frame: Frame): void {
  const block = frame.blocks.at(-1);
  if (block !== undefined) block.exits = true;
}

/**
 * `if (c) break;` (or return) ends the loop around it when `c` holds: the loop goes on while it does not. Of several
 * conditions around it each may be what it goes on by.
 */
function breakOut(frame: Frame): void {
  const conditions: Block[] = [];
  for (let i = frame.blocks.length - 1; i >= 0; i--) {
    const block = frame.blocks[i]!;
    if (block.kind === "switch" || block.kind === "catch") return;
    if (block.kind === "if") conditions.push(block);
    if (block.kind === "loop") {
      for (const { cond, sawElse } of conditions) block.tests.push({ cond, goesOn: sawElse });
      return;
    }
  }
}

function elseArm(frame: Frame): void {
  const block = frame.blocks.at(-1);
  if (block === undefined || block.kind !== "if") return;
  destroyLocals(frame, block);
  block.thenExits = block.exits;
  block.exits = false;
  block.sawElse = true;
  block.arm = 1;
  frame.guards = block.guards;
  frame.unclear = block.unclear;
  frame.arms = [...block.arms, block.branch, 1];
  addGuards(frame, block.cond, false);
  frame.dead = block.dead || truthOf(frame, block.cond) === true;
}

function nextCase(frame: Frame): void {
  const block = frame.blocks.at(-1);
  if (block === undefined || block.kind !== "switch") return;
  // Without a break the next case goes on in the same arm.
  if (block.exits) block.arm++;
  block.exits = false;
  frame.arms = [...block.arms, block.branch, block.arm];
}

function closeBlock(frame: Frame): void {
  const block = frame.blocks.at(-1);
  if (block === undefined) return;
  if (block.kind === "loop") pollAt(frame, block);
  destroyLocals(frame, block);
  frame.blocks.pop();
  frame.guards = block.guards;
  frame.unclear = block.unclear;
  frame.dead = block.dead;
  frame.arms = block.arms;
  if (block.kind === "loop") frame.loops--;
  const around = frame.blocks.at(-1);
  if (block.kind === "if") {
    const truth = truthOf(frame, block.cond);
    const thenLeaves = block.sawElse ? block.thenExits : block.exits;
    const elseLeaves = block.sawElse && block.exits;
    if ((truth === true && thenLeaves) || (truth === false && elseLeaves)) frame.dead = true;
    // What an arm that leaves excludes holds for the rest of the block around it.
    if (block.sawElse ? block.thenExits : block.exits) addGuards(frame, block.cond, false);
    else if (block.sawElse && block.exits) addGuards(frame, block.cond, true);
    if (block.sawElse && block.exits && block.thenExits && around !== undefined)
      around.exits = true;
  } else if (block.kind === "scope" && block.exits && around !== undefined) around.exits = true;
}

export function addGuards(frame: Frame, cond: Ref, truth: boolean): void {
  const { guards, unclear } = guardsOf(frame, cond, truth);
  if (guards.length > 0) frame.guards = [...frame.guards, ...guards];
  if (unclear) frame.unclear = true;
}
