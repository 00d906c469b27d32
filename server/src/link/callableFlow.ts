/**
 * Where things that can be called may go, by the text of assignments and calls alone: from variables, fields,
 * parameters and results into others. It tells for a function that is handed around who may call it or put it
 * away. No objects, no order, no effects; what callbacks hand to each other is one pot for each position.
 *
 * Longer than 500 lines, because every kind of operation is a case of one pass.
 */

import { lastPart } from "../base/names.ts";
import type { Op, Ref } from "../facts/op.ts";
import type { Effect, FunctionModel, Place } from "../models/schema.ts";
import { type BodyTyper, type BodyTypes, placeKey } from "./bodyTypes.ts";
import type { Fn, Program } from "./program.ts";
import { classType, findField, fnContext, type Type, type TypeResolver } from "./types.ts";

export interface CallableFlow {
  /**
   * A function that, told of one after the other, answers which functions may call it through a value or put
   * it where it outlives them: only those that earlier answers did not name.
   */
  follow(): (fn: Fn) => readonly Fn[];
  /** Functions that call a value into which nothing is seen to flow: it may be anything. */
  readonly opaque: ReadonlySet<Fn>;
  /** Functions that are used as values. */
  readonly handed: { has(fn: Fn): boolean };
}

/** A variable, a field, a parameter, a result: something that values pass through. */
interface Slot {
  readonly to: Slot[];
  /** Functions that call what is in it, or that put things into it for others. */
  readonly users: Fn[];
  /** A parameter through which a function hands something back. */
  written: boolean;
}

/** Of many overloads or overriders, each would be tied to the same arguments. */
const maxTargets = 40;

export function findCallableFlow(
  program: Program,
  types: TypeResolver,
  typer: BodyTyper,
  functions: readonly Fn[],
): CallableFlow {
  const fields = new Map<string, Slot>();
  const variables = new Map<Fn, Map<string, Slot>>();
  const results = new Map<Fn, Slot>();
  const homes = new Map<Fn, Slot[]>();
  /** What callbacks are called with, by position, and what they return. */
  const given: Slot[] = [];
  const returned = makeSlot();
  const passed: { readonly param: Slot; readonly arg: Slot }[] = [];
  const invocations: { readonly callee: Slot | null; readonly by: Fn }[] = [];
  const opaque = new Set<Fn>();
  for (const fn of functions) walk(fn, typer.of(fn));
  tieUnknownMembers();
  for (const { param, arg } of passed) if (param.written) flow(param, arg);
  const fed = reachable([...homes.values()].flat());
  for (const { callee, by } of invocations) if (callee === null || !fed.has(callee)) opaque.add(by);
  return {
    opaque,
    handed: homes,
    follow() {
      const seen = new Set<Slot>();
      return (fn) => {
        const users: Fn[] = [];
        const fresh = (homes.get(fn) ?? []).filter((s) => !seen.has(s));
        for (const slot of fresh) seen.add(slot);
        for (const slot of fresh) {
          users.push(...slot.users);
          for (const next of slot.to) {
            if (seen.has(next)) continue;
            seen.add(next);
            fresh.push(next);
          }
        }
        return users;
      };
    },
  };

  function walk(fn: Fn, body: BodyTypes): void {
    const { ops } = fn.fact;
    const slots: (Slot | null)[] = [];
    const at = (ref: Ref): Slot | null => (ref < 0 ? null : (slots[ref] ?? null));

    const called = new Set<Ref>();
    const aliases = new Set<string>();
    for (const op of ops) if (op.k === "call") called.add(op.callee);
    ops.forEach((op, i) => {
      const slot = slotOf(op, i);
      const calls = called.has(i) ? [] : functorOf(body.types[i] ?? null);
      slots[i] = calls.length === 0 ? slot : join([slot, handed(calls)]);
    });
    for (const init of fn.fact.inits) {
      const field = fn.owner === null ? null : findField(fn.owner, init.name);
      const type = field === null ? baseNamed(init.name) : types.fieldType(field, null);
      if (type !== null) make(type, init.args);
      if (field !== null && carries(type, templatesOf(fn)))
        for (const a of init.args) keep(fieldSlot(placeKey(field)), at(a));
    }

    function baseNamed(written: string): Type | null {
      for (const { cls, type } of fn.owner?.bases ?? []) {
        if (lastPart(type.name) !== lastPart(written)) continue;
        return cls === null ? types.resolve(type, fnContext(program, fn)) : classType(cls);
      }
      return null;
    }

    function slotOf(op: Op, i: Ref): Slot | null {
      switch (op.k) {
        case "name": {
          const fns = body.named.get(i);
          if (fns !== undefined) return called.has(i) ? null : handed(fns);
          const place = body.places.get(i);
          if (place !== undefined)
            return carries(body.types[i] ?? null, templatesOf(fn)) ? fieldSlot(place) : null;
          return variable(fn, op.name, body);
        }
        case "member": {
          const fns = body.named.get(i);
          if (fns !== undefined) return called.has(i) ? null : handed(fns);
          const place = body.places.get(i);
          if (place !== undefined)
            return carries(body.types[i] ?? null, templatesOf(fn)) ? fieldSlot(place) : null;
          if (body.mentions.get(i)?.k === "model") return null;
          if ((op.name === "second" || op.name === "first") && at(op.obj) !== null)
            return at(op.obj);
          return body.types[op.obj] == null ? fieldSlot(`?${op.name}`) : null;
        }
        case "index":
          return at(op.obj);
        case "element":
          return at(op.of);
        case "unary":
        case "cast":
        case "await":
          return at(op.a);
        case "select":
          return join([at(op.a), at(op.b)]);
        case "binary":
          return op.op === "," ? at(op.b) : op.op === "<<" ? at(op.a) : null;
        case "list":
          return join(op.items.map(at));
        case "assign":
          write(op.target, at(op.value));
          return at(op.target);
        case "local": {
          const type = body.locals.get(op.name) ?? null;
          if (type !== null) make(type, op.args);
          if (carries(type, templatesOf(fn))) for (const a of op.args) bind(op, at(a));
          return null;
        }
        case "new":
        case "construct": {
          const type = body.types[i] ?? null;
          if (type !== null) make(type, op.args);
          const inner = carries(type, templatesOf(fn)) ? join(op.args.map(at)) : null;
          if (op.k === "new" && op.placement >= 0)
            for (const a of op.args) keep(at(op.placement), at(a));
          return inner;
        }
        case "lambda": {
          const lambda = fn.lambdas.get(op.fn);
          if (lambda === undefined) return null;
          for (const c of lambda.fact.captures)
            if (c.value >= 0) flow(at(c.value), ownVariable(lambda, c.name));
          return handed([lambda]);
        }
        case "return":
          flow(at(op.value), resultSlot(fn));
          if (holdsCallable(body.types[op.value] ?? null)) use(at(op.value));
          return null;
        case "call":
          return callSlot(op, i);
        default:
          return null;
      }
    }

    /** What is written through a reference or pointer arrives behind it. */
    function bind(op: Extract<Op, { k: "local" }>, value: Slot | null): void {
      const own = variable(fn, op.name, body);
      flow(value, own);
      if (!op.type.reference && op.type.pointers === 0) return;
      flow(own, value);
      aliases.add(op.name);
    }

    function write(target: Ref, value: Slot | null): void {
      const to = at(target);
      if (to === null || value === null) return;
      const op = ops[target];
      const isLocal = op?.k === "name" && !body.places.has(target) && body.locals.has(op.name);
      if (isLocal && !aliases.has(op.name) && !fn.fact.params.some((p) => p.name === op.name))
        flow(value, to);
      else keep(to, value);
    }

    /** A value goes where it outlives the function: the function has a hand in what becomes of it. */
    function keep(to: Slot | null, value: Slot | null): void {
      if (to === null || value === null) return;
      flow(value, to);
      to.written = true;
      use(value);
    }

    function use(slot: Slot | null): void {
      if (slot !== null && slot.users.at(-1) !== fn) slot.users.push(fn);
    }

    function handed(fns: readonly Fn[]): Slot {
      const slot = makeSlot();
      for (const f of fns.slice(0, maxTargets)) {
        const list = homes.get(f);
        if (list === undefined) {
          homes.set(f, [slot]);
          parametersOf(f).forEach((p, k) => flow((given[k] ??= makeSlot()), p));
          flow(resultSlot(f), returned);
        } else list.push(slot);
      }
      return slot;
    }

    function make({ cls, model }: Type, args: readonly Ref[]): void {
      if (model?.construct !== undefined) applied(model.construct, null, args);
      if (cls === null || args.length === 0) return;
      const constructors = cls.methods.get(cls.fact.name) ?? [];
      for (const m of constructors) pass(m.definition ?? m.declaration, args);
      if (constructors.length > 0) return;
      let k = 0;
      for (const field of cls.fields.values()) {
        if (field.isStatic || k >= args.length) continue;
        if (carries(types.fieldType(field, null), cls.fact.templateParams))
          keep(fieldSlot(`${cls.key}::${field.name}`), at(args[k]!));
        k++;
      }
    }

    function pass(f: Fn, args: readonly Ref[]): void {
      const params = parametersOf(f);
      args.forEach((a, k) => {
        const arg = at(a);
        const param = params[Math.min(k, params.length - 1)] ?? null;
        if (arg === null || param === null) return;
        flow(arg, param);
        passed.push({ param, arg });
      });
    }

    function callSlot(op: Extract<Op, { k: "call" }>, i: Ref): Slot | null {
      const fns = body.named.get(op.callee);
      if (fns !== undefined) {
        const reached = fns.slice(0, maxTargets);
        for (const f of reached) pass(f, op.args);
        // What a class of the workspace's own is wrapped around comes out of its methods.
        const receiver = ops[op.callee];
        if (receiver?.k === "member" && holdsCallable(body.types[receiver.obj] ?? null))
          return join([at(receiver.obj), ...reached.map(resultSlot)]);
        return carries(body.types[i] ?? null, templatesOf(fn))
          ? join(reached.map(resultSlot))
          : null;
      }
      const mention = body.mentions.get(op.callee);
      if (mention?.k === "model") return librarySlot(op, i, mention.model);
      const type = body.types[i] ?? null;
      if (type !== null) make(type, op.args);
      const callee = ops[op.callee];
      if (callee?.k === "name" && program.macros.has(callee.name)) return join(op.args.map(at));
      const value = at(op.callee);
      if (isValue(callee, op.callee)) invocations.push({ callee: value, by: fn });
      if (value === null)
        return carries(type, templatesOf(fn)) && type !== null ? join(op.args.map(at)) : null;
      return calls(value, op.args.map(at));
    }

    /** Certainly a value that is called, not the name of a function or type that nobody here knows. */
    function isValue(callee: Op | undefined, ref: Ref): boolean {
      switch (callee?.k) {
        case "member":
          if (!body.places.has(ref)) return false;
          return carries(body.types[ref] ?? noType, templatesOf(fn));
        case "name":
          return carries(body.types[ref] ?? noType, templatesOf(fn));
        case "call":
          return body.named.has(callee.callee);
        case "unary":
        case "cast":
        case "index":
          return true;
        default:
          return false;
      }
    }

    /** `callee` is called here with these. */
    function calls(callee: Slot, args: readonly (Slot | null)[]): Slot {
      use(callee);
      args.forEach((a, k) => flow(a, (given[k] ??= makeSlot())));
      return returned;
    }

    /** What a library does with a receiver and arguments. */
    function applied(
      effects: readonly Effect[],
      receiver: Slot | null,
      args: readonly Ref[],
      held: Type | null = null,
    ): void {
      const placed = (place: Place): readonly (Slot | null)[] => slotsAt(place, receiver, args);
      for (const effect of effects) {
        switch (effect.do) {
          case "spawn":
          case "post":
          case "invoke":
          case "handle-signal":
          case "store": {
            const handed = (effect.passes ?? []).flatMap(placed);
            for (const slot of placed(effect.run)) {
              if (slot === null) continue;
              if (effect.do === "store") {
                for (const into of placed(effect.in)) keep(into, slot);
                keepInFields(held, slot);
              }
              // What is called may be a member function, whose receiver comes first.
              calls(slot, handed);
              if (handed.length > 0) calls(slot, handed.slice(1));
            }
            break;
          }
          case "emplace":
            for (const from of placed(effect.from)) {
              for (const into of placed(effect.in)) keep(into, from);
              keepInFields(held, from);
            }
            break;
          case "write":
            if (typeof effect.value === "string")
              for (const from of placed(effect.value))
                for (const into of placed(effect.of)) keep(into, from);
            break;
          case "destroy":
            if (effect.by !== undefined)
              for (const from of placed(effect.by))
                for (const into of placed(effect.of)) keep(into, from);
            break;
          default:
        }
      }
    }

    /** A struct of callbacks, put into a container as a whole. */
    function keepInFields(type: Type | null, value: Slot | null): void {
      if (type?.cls == null || value === null) return;
      for (const field of type.cls.fields.values())
        if (holdsCallable(types.fieldType(field, type))) keep(fieldSlot(placeKey(field)), value);
    }

    function slotsAt(
      place: Place,
      receiver: Slot | null,
      args: readonly Ref[],
    ): readonly (Slot | null)[] {
      const base = place.replace(/[.[].*$/, (rest) => (rest === ".." ? rest : ""));
      if (base === "this") return [receiver];
      if (base === "args") return args.map(at);
      const m = /^arg(\d+)(\.\.)?$/.exec(base);
      if (m === null) return [];
      const first = Number(m[1]);
      return (m[2] === undefined ? args.slice(first, first + 1) : args.slice(first)).map(at);
    }

    function librarySlot(
      op: Extract<Op, { k: "call" }>,
      i: Ref,
      model: FunctionModel,
    ): Slot | null {
      const callee = ops[op.callee];
      const receiver = callee?.k === "member" ? at(callee.obj) : null;
      const owner = callee?.k === "member" ? (body.types[callee.obj] ?? null) : null;
      const held = owner === null ? null : types.element(owner);
      for (const meaning of [model, ...Object.values(model.byArgs ?? {})])
        applied(meaning.effects ?? [], receiver, op.args, held);
      const { returns } = model;
      switch (returns?.is) {
        case "this":
        case "mapped":
        case "inserted":
        case "part":
          return receiver;
        case "element":
          return returns.of === undefined
            ? receiver
            : (slotsAt(returns.of, receiver, op.args)[0] ?? null);
        case "arg":
          return at(op.args[returns.arg] ?? -1);
        case "make": {
          const type = body.types[i] ?? null;
          const made = type?.model?.is === "pointer" ? (type.args[0] ?? null) : type;
          if (made !== null) make(made, op.args);
          return carries(type, templatesOf(fn)) ? join(op.args.map(at)) : null;
        }
        case "bind": {
          const bound = at(op.args[0] ?? -1);
          if (bound === null) return null;
          const rest = op.args.slice(1).map(at);
          rest.forEach((a, k) => {
            flow(a, (given[k] ??= makeSlot()));
            if (k > 0) flow(a, given[k - 1]!);
          });
          return bound;
        }
        default:
          return null;
      }
    }
  }

  function fieldSlot(key: string): Slot {
    let slot = fields.get(key);
    if (slot === undefined) fields.set(key, (slot = makeSlot()));
    return slot;
  }

  /** A member of an object of unknown type may be any field of that name. */
  function tieUnknownMembers(): void {
    const unknown = new Map<string, Slot>();
    for (const [key, slot] of fields) if (key.startsWith("?")) unknown.set(key.slice(1), slot);
    for (const [key, slot] of fields) {
      const other = unknown.get(key.slice(key.lastIndexOf("::") + 2));
      if (other === undefined || key.startsWith("?")) continue;
      flow(other, slot);
      flow(slot, other);
    }
  }

  function variable(fn: Fn, name: string, body: BodyTypes): Slot | null {
    for (let f: Fn | null = fn; f !== null; f = f.parent) {
      const own = variables.get(f)?.get(name);
      if (own !== undefined) return own;
      const locals = f === fn ? body.locals : typer.of(f).locals;
      if (!locals.has(name)) continue;
      return carries(locals.get(name) ?? null, templatesOf(f)) ? ownVariable(f, name) : null;
    }
    return null;
  }

  function ownVariable(fn: Fn, name: string): Slot {
    let map = variables.get(fn);
    if (map === undefined) variables.set(fn, (map = new Map()));
    let slot = map.get(name);
    if (slot === undefined) map.set(name, (slot = makeSlot()));
    return slot;
  }

  function parametersOf(fn: Fn): (Slot | null)[] {
    if (fn.fact.params.length === 0) return [];
    const { locals } = typer.of(fn);
    return fn.fact.params.map((p) =>
      carries(locals.get(p.name) ?? null, templatesOf(fn)) ? ownVariable(fn, p.name) : null,
    );
  }

  function resultSlot(fn: Fn): Slot {
    let slot = results.get(fn);
    if (slot === undefined) results.set(fn, (slot = makeSlot()));
    return slot;
  }
}

/**
 * Could a variable of the type hold something to call, itself or as its element? Of types that nobody here
 * knows those of template parameters could, and those whose name says so.
 */
function carries(type: Type | null, templates: readonly string[]): boolean {
  return (
    type === null ||
    holdsCallable(type) ||
    isRoom(type) ||
    (type.cls === null &&
      type.model === null &&
      (templates.includes(type.name) || callableName.test(type.name)))
  );
}

/** What calling an object of the type calls. */
function functorOf(type: Type | null): readonly Fn[] {
  if (type?.cls == null) return [];
  return (type.cls.methods.get("operator()") ?? []).map((m) => m.definition ?? m.declaration);
}

/** A struct of nothing but bytes, in which something else may live. */
function isRoom({ cls }: Type): boolean {
  return cls !== null && cls.methods.size === 0 && cls.bases.length === 0 && cls.fields.size <= 2;
}

/** Stands for a type that could not be found out. */
const noType: Type = {
  cls: null,
  name: "",
  model: null,
  args: [],
  pointers: 0,
  reference: false,
  callable: false,
};

const callableName =
  /func|callback|callable|closure|handler|task|functor|lambda|predicate|^F$|^Fn$/i;

function holdsCallable(type: Type | null, depth = 0): boolean {
  if (type === null || depth > 4) return false;
  const is = type.model?.is;
  if (type.callable || is === "callable") return true;
  // What a future brings is called by nobody here; pointers, containers, pairs and wrappers hold what they name.
  if (is === "future" || is === "promise") return false;
  if (type.cls === null && type.model === null && callableName.test(type.name)) return true;
  return type.args.some((a) => holdsCallable(a, depth + 1));
}

function templatesOf(fn: Fn): readonly string[] {
  const own = fn.fact.templateParams;
  const outer = fn.owner?.fact.templateParams ?? [];
  return outer.length === 0 ? own : own.length === 0 ? outer : [...own, ...outer];
}

function reachable(from: Iterable<Slot>): ReadonlySet<Slot> {
  const seen = new Set(from);
  for (const slot of seen) for (const next of slot.to) seen.add(next);
  return seen;
}

function makeSlot(): Slot {
  return { to: [], users: [], written: false };
}

function flow(from: Slot | null, to: Slot | null): void {
  if (from === null || to === null || from === to || from.to.at(-1) === to) return;
  from.to.push(to);
}

function join(slots: readonly (Slot | null)[]): Slot | null {
  const some = slots.filter((s) => s !== null);
  if (some.length < 2) return some[0] ?? null;
  const slot = makeSlot();
  for (const s of some) flow(s, slot);
  return slot;
}
