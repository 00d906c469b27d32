/**
 * Lock sets of the whole program: `walkLocks` for every function that has to do with locks, callees first.
 * Where functions call each other in a circle, the circle is walked until nothing changes, or a few times:
 * what is missing then is a lock not seen, never one invented.
 */

import { append } from "../../base/append.ts";
import { type BodyTyper, placeKey } from "../../link/bodyTypes.ts";
import type { ClassInfo, Fn, Program } from "../../link/program.ts";
import type { FunctionModel } from "../../models/schema.ts";
import { walkLocks } from "./bodyLocks.ts";
import { isKind } from "./lockCalls.ts";
import { extend, fieldStep, type LockPath, rebase, rootPath } from "./lockPath.ts";
import type { Acquire, BodyLocks, LockEnv } from "./lockState.ts";
import { locksUnsaid } from "./lockTypes.ts";

export interface Locks {
  /** undefined: the function has nothing to do with locks. */
  of(fn: Fn): BodyLocks | undefined;
  readonly functions: readonly Fn[];
  /** May the same thread take the lock twice? Seen from how it is initialised. */
  isRecursive(path: LockPath): boolean;
  /** Does another method open what a method of the class takes twice? Then the mutex is a gate: it waits there. */
  isGate(fn: Fn, path: LockPath): boolean;
}

/** A function with more operations than this does more than name a place. */
const maxAccessor = 24;
/** Classes that lie around a mutex: one that can be locked, and one that is locked by its own name. */
const maxWrapped = 2;
/** Times a circle of calls is walked. */
const maxRounds = 3;

export function findLocks(program: Program, typer: BodyTyper): Locks {
  const callees = calleesOf(program, typer);
  const found = new Map<Fn, BodyLocks>();
  const recursive = new Set<string>();
  const partners = new Set<Fn>();
  const destructions = new Map<ClassInfo, readonly Acquire[]>();
  /** What functions return that have nothing to do with locks themselves, such as `std::mutex& mutex()`. */
  const returned = new Map<Fn, LockPath | null>();
  const env: LockEnv = {
    typesOf: (fn) => typer.of(fn),
    locksOf: (fn) => found.get(fn),
    returns: (fn) => {
      const { ops, result } = fn.fact;
      const walked = found.get(fn);
      let known = walked === undefined ? returned.get(fn) : walked.returns;
      if (known === undefined) {
        returned.set(fn, null);
        const names = ops.length <= maxAccessor && (result.reference || result.pointers > 0);
        returned.set(fn, (known = names ? walkLocks(fn, env).returns : null));
      }
      return known;
    },
    destruction: (cls) => {
      let known = destructions.get(cls);
      if (known === undefined) {
        destructions.set(cls, []);
        destructions.set(cls, (known = destructionOf(cls, typer, found)));
      }
      return known;
    },
    recursive,
    partners,
  };
  const order: Fn[] = [];
  for (const component of components(callees)) {
    const rounds = component.length === 1 ? 1 : maxRounds;
    for (let round = 0; round < rounds; round++) {
      let changed = false;
      for (const fn of component) {
        const before = found.get(fn);
        const now = walkLocks(fn, env);
        if (before === undefined || before.acquires.length !== now.acquires.length) changed = true;
        found.set(fn, now);
      }
      if (!changed) break;
    }
    order.push(...component);
    if (component.some((f) => f.fact.kind === "destructor")) destructions.clear();
  }
  const wrapsRecursive = (cls: ClassInfo, depth: number): boolean =>
    typer
      .fieldsOf(cls)
      .some(
        ({ field, type }) =>
          type.model?.recursive === true ||
          recursive.has(placeKey(field)) ||
          (depth < maxWrapped && type.cls !== null && wrapsRecursive(type.cls, depth + 1)),
      );
  return {
    of: (fn) => found.get(fn),
    functions: order.toSorted((a, b) => a.id - b.id),
    isRecursive: (path) => {
      const last = path.steps.at(-1);
      if (recursive.has(last?.key ?? path.key)) return true;
      // A class of one's own around a mutex.
      const cls = last === undefined || last.field === null ? null : typer.classOf(last.field);
      return cls !== null && wrapsRecursive(cls, 0);
    },
    isGate: (fn, { key }) =>
      [...(fn.owner?.methods.values() ?? [])]
        .flat()
        .some(
          ({ definition }) =>
            definition !== null &&
            !partners.has(definition) &&
            found.get(definition)?.drops.some((d) => d.key === key) === true,
        ),
  };
}

/** What the destructor takes, then what the members take, in the order in which they end. */
function destructionOf(
  cls: ClassInfo,
  typer: BodyTyper,
  found: ReadonlyMap<Fn, BodyLocks>,
  depth = 0,
): readonly Acquire[] {
  if (depth > 5) return [];
  const out: Acquire[] = [];
  const dtor = cls.methods.get(`~${cls.fact.name}`)?.[0]?.definition ?? null;
  if (dtor !== null) {
    for (const inner of found.get(dtor)?.acquires ?? [])
      out.push({ ...inner, through: { fn: dtor, inner, targets: 1 } });
  }
  for (const field of [...cls.fields.values()].toReversed()) {
    if (field.isStatic || field.type.pointers > 0 || field.type.reference) continue;
    const held = typer.memberOf(field);
    if (held === null || held === cls) continue;
    const base = extend(rootPath({ k: "this" }), fieldStep(field));
    for (const inner of destructionOf(held, typer, found, depth + 1)) {
      const path = rebase(
        inner.path,
        inner.path.root.k === "this" ? base : rootPath(inner.path.root),
      );
      if (path !== null) out.push({ ...inner, path });
    }
  }
  for (const base of cls.bases)
    if (base.cls !== null) out.push(...destructionOf(base.cls, typer, found, depth + 1));
  return out.slice(0, 24);
}

/** Functions that have to do with locks, directly or through what they call, and those of them that each calls. */
function calleesOf(program: Program, typer: BodyTyper): ReadonlyMap<Fn, readonly Fn[]> {
  const callers = new Map<Fn, Fn[]>();
  const calls = new Map<Fn, Fn[]>();
  const concerned = new Set<Fn>();
  for (const fn of program.functions) {
    if (!fn.fact.defined || fn.fact.ops.length === 0) continue;
    const body = typer.of(fn);
    const targets: Fn[] = [];
    const add = (target: Fn | null | undefined): void => {
      if (target == null || target === fn) return;
      targets.push(target);
      append(callers, target, fn);
    };
    for (const target of body.targets) add(target);
    const ended = [...body.ended].flatMap((cls) => [cls, ...cls.derived]);
    for (const cls of new Set([...body.made, ...ended])) {
      for (const m of cls.methods.get(cls.fact.name) ?? []) add(m.definition);
      for (const m of cls.methods.get(`~${cls.fact.name}`) ?? []) add(m.definition);
    }
    calls.set(fn, targets);
    if (body.models.some(locks) || locksUnsaid(fn, body)) concerned.add(fn);
  }
  for (const fn of concerned) for (const caller of callers.get(fn) ?? []) concerned.add(caller);
  const out = new Map<Fn, readonly Fn[]>();
  for (const fn of program.functions)
    if (concerned.has(fn))
      out.set(
        fn,
        (calls.get(fn) ?? []).filter((t) => concerned.has(t)),
      );
  return out;
}

function locks(model: FunctionModel): boolean {
  const effects = [model, ...Object.values(model.byArgs ?? {})].flatMap((m) => m.effects ?? []);
  return effects.some(
    (e) => e.do === "lock" || e.do === "unlock" || (e.do === "write" && isKind(e.of)),
  );
}

/** Strongly connected components, callees before callers (Tarjan; a stack of our own: call chains are long). */
function components(graph: ReadonlyMap<Fn, readonly Fn[]>): Fn[][] {
  const index = new Map<Fn, number>();
  const low = new Map<Fn, number>();
  const stack: Fn[] = [];
  const onStack = new Set<Fn>();
  const out: Fn[][] = [];
  for (const root of graph.keys()) {
    if (index.has(root)) continue;
    const work: { fn: Fn; next: number }[] = [{ fn: root, next: 0 }];
    while (work.length > 0) {
      const frame = work.at(-1)!;
      const { fn } = frame;
      if (frame.next === 0) {
        index.set(fn, index.size);
        low.set(fn, index.get(fn)!);
        stack.push(fn);
        onStack.add(fn);
      }
      const callee = graph.get(fn)![frame.next++];
      if (callee !== undefined) {
        if (!index.has(callee)) work.push({ fn: callee, next: 0 });
        else if (onStack.has(callee)) low.set(fn, Math.min(low.get(fn)!, index.get(callee)!));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.fn;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(fn)!));
      if (low.get(fn) !== index.get(fn)) continue;
      const component: Fn[] = [];
      for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
        onStack.delete(member);
        component.push(member);
        if (member === fn) break;
      }
      out.push(component.toSorted((a, b) => a.id - b.id));
    }
  }
  return out;
}
