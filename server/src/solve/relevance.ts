/**
 * What need not be looked at: which functions can have no effect of interest (by static types and the call
 * graph they give), which variables' writes matter, which locals other code can change. A call that static
 * types cannot resolve is not followed: the interpreter could not follow it either.
 *
 * Longer than 500 lines, because what matters is found in one pass that ties functions, classes and callbacks.
 */

import { lastPart } from "../base/names.ts";
import { closingOf } from "../facts/blocks.ts";
import type { Op, Ref } from "../facts/op.ts";
import { type BodyTyper, type BodyTypes, takesArguments } from "../link/bodyTypes.ts";
import type { CallableFlow } from "../link/callableFlow.ts";
import type { ClassInfo, Fn, Program } from "../link/program.ts";
import { isVague } from "../link/types.ts";
import type { Effect, FunctionModel } from "../models/schema.ts";
import type { Locks } from "./locks/findLocks.ts";
import { displayLock } from "./locks/lockPath.ts";
import type { Path } from "./path.ts";

export interface Relevance {
  /** Could calling it block, release, post, start or store anything? */
  readonly functions: { has(fn: Fn): boolean; readonly size: number };
  /**
   * Steps from a function to the nearest one in which something happens. The further away, the less it matters
   * on which object it was called.
   */
  distance(fn: Fn): number;
  /** Could anything happen when an object of the class ends? */
  ends(cls: ClassInfo): boolean;
  /** Does some wait's condition read this variable? Only writes to these are recorded. */
  isFlag(path: Path): boolean;
  /** Nothing else happens in it than that a lock is taken, on an object that only its callers know. */
  onlyLocks(fn: Fn): boolean;
  shared(fn: Fn): ReadonlySet<string>;
  /** On a way from a lock to what may be the same lock: calling it matters though it does nothing but lock. */
  comesBack(fn: Fn): boolean;
}

const nobody: ReadonlySet<string> = new Set();

/**
 * Keeping and moving things around says nothing of who waits for whom. Calling matters when what is called
 * does (`usersOf`), sleeping when somebody polls, making and ending when a class does something then.
 */
const dull: ReadonlySet<string> = new Set([
  "store",
  "emplace",
  "take",
  "write",
  "destroy",
  "disown",
  "lock",
  "unlock",
  "invoke",
  "sleep",
]);

export function findRelevance(
  program: Program,
  typer: BodyTyper,
  flow: CallableFlow,
  locks: Locks,
  looked: readonly Fn[],
): Relevance {
  const flags = collectFlags(looked, typer);
  const callers = new Map<Fn, Fn[]>();
  const declarations = new Map<Fn, Fn>();
  const owners = holdersOf(program, typer);
  const makers = new Map<ClassInfo, Fn[]>();
  const enders = new Map<ClassInfo, Fn[]>();
  const keepers = new Map<ClassInfo, Fn[]>();
  const firstComers = new Map<ClassInfo, Fn[]>();
  /** Something happens in them once, whoever calls them: nothing to their callers. */
  const alone = new Set<Fn>();
  const sleepers: Fn[] = [];
  const waysBack = new Set<Fn>();
  const functions = new Map<Fn, number>();
  const queue: Fn[] = [];
  const making = new Set<ClassInfo>();
  const keeping = new Set<ClassInfo>();
  const ending = new Set<ClassInfo>();
  const usersOf = flow.follow();
  let step = 0;
  let spreadTo = 0;

  for (const cls of program.classes)
    for (const methods of cls.methods.values())
      for (const { declaration, definition } of methods)
        if (definition !== null && definition !== declaration)
          declarations.set(definition, declaration);
  for (const fn of looked) {
    const body = typer.of(fn);
    for (const target of body.targets) push(callers, target, fn);
    for (const cls of body.made) push(makers, cls, fn);
    for (const cls of body.keeps) push(keepers, cls, fn);
    for (const cls of body.ended) push(enders, cls, fn);
    for (const type of body.statics) {
      if (type.cls !== null) push(firstComers, type.cls, fn);
      else if (type.model?.construct?.some(matters) === true) add(fn, "alone");
    }
    if (body.models.some(sleeps)) sleepers.push(fn);
    if (isDirect(fn, body, flags) || flow.opaque.has(fn)) add(fn);
  }
  addPolls();
  for (const cls of program.classes) {
    if (hasLivingMember(cls, typer)) ends(cls);
    if (startsByItself(cls, typer)) makes(cls);
  }
  spread();
  const plain = queue.length;
  addLockingCallbacks();
  spread();
  const locking = new Set(queue.slice(plain));

  function spread(): void {
    for (; spreadTo < queue.length; spreadTo++) {
      const fn = queue[spreadTo]!;
      step = functions.get(fn)! + 1;
      for (const caller of callersOf(fn)) add(caller);
      for (const user of usersOf(fn)) add(user);
      const { kind } = fn.fact;
      if (fn.owner === null) continue;
      if (kind === "constructor") makes(fn.owner);
      else if (kind === "initializer") makesAlways(fn.owner);
      else if (kind === "destructor") ends(fn.owner);
      // Whoever keeps objects for later decides on which of them something happens.
      else if (kind !== "lambda") keeps(fn.owner);
    }
  }

  /**
   * Who takes a lock and does nothing else is known without interpreting it, but for who calls it as a value or
   * through a base: only then it is seen which object listens.
   * Only locks under which something happens can block anybody for long.
   */
  function addLockingCallbacks(): void {
    const busy = new Set<string>();
    // What is called back may be just such a function: whoever calls something stored counts as busy, too.
    const invokers = new Set<Fn>();
    for (const fn of looked) if (callsStored(fn, typer.of(fn))) invokers.add(fn);
    for (const fn of invokers) for (const caller of callersOf(fn)) invokers.add(caller);
    for (const fn of locks.functions) {
      fn.fact.ops.forEach((op, i) => {
        if (op.k !== "call" && op.k !== "delete") return;
        const held = locks.of(fn)?.at(i).held ?? [];
        if (held.length > 0 && (op.k === "delete" || happens(op.callee, fn, invokers)))
          for (const h of held) busy.add(displayLock(h.path));
      });
    }
    for (const fn of locks.functions)
      if (
        (flow.handed.has(fn) || overrides(fn)) &&
        !functions.has(fn) &&
        locks.of(fn)?.acquires.some((a) => busy.has(displayLock(a.path))) === true
      )
        add(fn);
    addWaysBack();
  }

  /**
   * Under a lock, a call comes to a lock of the same class and field, on an object with another name: whether that
   * is the same object shows only when the objects are known.
   */
  function addWaysBack(): void {
    for (const fn of locks.functions) {
      for (const acquire of locks.of(fn)?.acquires ?? []) {
        const name = displayLock(acquire.path);
        const back = acquire.held.some(
          (h) => h.path.key !== acquire.path.key && displayLock(h.path) === name,
        );
        if (!back || acquire.optional) continue;
        add(fn);
        for (let { through } = acquire; through !== null; { through } = through.inner) {
          add(through.fn);
          waysBack.add(through.fn);
        }
      }
    }
  }

  /** Does the call of this callee do anything of interest, as far as that is known so far? */
  function happens(callee: Ref, fn: Fn, invokers: ReadonlySet<Fn>): boolean {
    const body = typer.of(fn);
    const mention = body.mentions.get(callee);
    switch (mention?.k) {
      case "functions":
        return mention.fns.some((f) => functions.has(f) || invokers.has(f));
      case "model":
        return (
          mention.model.effects?.some(
            (e) =>
              e.do === "invoke" ||
              matters(e) ||
              (e.do === "destroy" && [...body.ended].some((c) => ending.has(c))),
          ) === true
        );
      case "type":
        return mention.type.cls !== null && making.has(mention.type.cls);
      default:
        return isStored(callee, fn, body);
    }
  }

  function add(fn: Fn, how: "alone" | null = null): void {
    if (how !== null && !functions.has(fn)) alone.add(fn);
    else if (how !== null || (functions.has(fn) && !alone.delete(fn))) return;
    functions.set(fn, step);
    if (how === null) queue.push(fn);
  }

  function callersOf(fn: Fn): readonly Fn[] {
    const own = callers.get(fn) ?? [];
    const declaration = declarations.get(fn);
    const others = declaration === undefined ? undefined : callers.get(declaration);
    return others === undefined ? own : [...own, ...others];
  }

  /** Something happens when an object of the class is made. */
  function makes(cls: ClassInfo): void {
    if (making.has(cls)) return;
    making.add(cls);
    for (const fn of makers.get(cls) ?? []) add(fn);
    for (const fn of firstComers.get(cls) ?? []) add(fn, "alone");
    for (const holder of owners.making.get(cls) ?? []) makesAlways(holder);
  }

  /** ... by whichever constructor. */
  function makesAlways(cls: ClassInfo): void {
    for (const m of cls.methods.get(cls.fact.name) ?? [])
      if (m.definition !== null) add(m.definition);
    makes(cls);
  }

  function keeps(cls: ClassInfo): void {
    if (keeping.has(cls)) return;
    keeping.add(cls);
    for (const fn of keepers.get(cls) ?? []) add(fn);
    for (const base of cls.bases) if (base.cls !== null) keeps(base.cls);
  }

  /** Something happens when an object of the class ends; who ends one of a base may end this one. */
  function ends(cls: ClassInfo): void {
    if (ending.has(cls)) return;
    ending.add(cls);
    for (const m of cls.methods.get(`~${cls.fact.name}`) ?? [])
      if (m.definition !== null) add(m.definition);
    for (const holder of owners.ending.get(cls) ?? []) ends(holder);
    for (const fn of firstComers.get(cls) ?? []) add(fn, "alone");
    const above = new Set([cls]);
    for (const c of above) {
      for (const fn of enders.get(c) ?? []) add(fn);
      if (c !== cls)
        for (const holder of owners.ending.get(c) ?? [])
          if (!holder.bases.some((b) => b.cls === c)) ends(holder);
      for (const base of c.bases) if (base.cls !== null) above.add(base.cls);
    }
  }

  /** A sleep matters in a loop that may be a poll; `conditions.ts` looks two calls deep for it. */
  function addPolls(): void {
    for (const fn of sleepers) {
      if (hasLoop(fn)) add(fn);
      for (const caller of callersOf(fn)) {
        if (hasLoop(caller)) for (const f of [fn, caller]) add(f);
        for (const outer of callersOf(caller))
          if (hasLoop(outer)) for (const f of [fn, caller, outer]) add(f);
      }
    }
  }

  const sharedMemo = new Map<Fn, ReadonlySet<string>>();
  return {
    functions,
    distance: (fn) => functions.get(fn) ?? 1000,
    ends: (cls) => ending.has(cls),
    isFlag: (path) => flags.has(flagKey(path)),
    comesBack: (fn) => waysBack.has(fn),
    onlyLocks: (fn) => locking.has(fn),
    shared(fn) {
      let known = sharedMemo.get(fn);
      if (known === undefined) sharedMemo.set(fn, (known = sharedLocals(fn)));
      return known;
    },
  };
}

/** Called through a base class, perhaps on an object that only its maker knows. */
function overrides(fn: Fn): boolean {
  if (fn.owner === null || fn.fact.kind === "destructor") return false;
  const above = new Set(fn.owner.bases.flatMap((b) => b.cls ?? []));
  for (const cls of above) {
    if (cls.methods.get(fn.fact.name)?.some((m) => m.isVirtual) === true) return true;
    for (const base of cls.bases) if (base.cls !== null) above.add(base.cls);
  }
  return false;
}

/** Calls what a variable, a field or a parameter holds. */
function callsStored(fn: Fn, body: BodyTypes): boolean {
  return fn.fact.ops.some((op) => {
    if (op.k !== "call" || body.mentions.has(op.callee)) return false;
    return isStored(op.callee, fn, body);
  });
}

/** Something callable that a variable, a field or a parameter holds; a template says no more than that it is called. */
function isStored(callee: Ref, fn: Fn, body: BodyTypes): boolean {
  const type = body.types[callee] ?? null;
  if (type?.callable === true || type?.model?.is === "callable") return true;
  const op = fn.fact.ops[callee];
  return op?.k === "name" && body.locals.has(op.name) && isVague(type);
}

/** Something happens in the body itself. */
function isDirect(fn: Fn, body: BodyTypes, flags: ReadonlySet<string>): boolean {
  for (const model of body.models) {
    for (const m of [model, ...Object.values(model.byArgs ?? {})]) {
      if (m.effects?.some((e) => !dull.has(e.do)) === true) return true;
      if (m.returns?.is === "thread-id" || m.returns?.is === "on-context") return true;
    }
  }
  const { ops } = fn.fact;
  const isFlag = (ref: Ref): boolean => {
    const op = ops[ref];
    const place = op?.k === "index" ? body.places.get(op.obj) : body.places.get(ref);
    return place !== undefined && flags.has(place);
  };
  for (const op of ops) {
    if (op.k === "assign" && isFlag(op.target)) return true;
    if (op.k === "unary" && (op.op === "++" || op.op === "--") && isFlag(op.a)) return true;
    if (op.k === "call") {
      const callee = ops[op.callee];
      if (callee?.k === "member" && changesFlag.test(callee.name) && isFlag(callee.obj))
        return true;
    }
  }
  return false;
}

const sleeps = (model: FunctionModel): boolean =>
  model.effects?.some((e) => e.do === "sleep") === true;

const hasLoop = (fn: Fn): boolean =>
  fn.fact.ops.some((op) => op.k === "loop" && op.form !== "range");

const changesFlag =
  /^(store|exchange|compare_exchange_\w+|fetch_\w+|test_and_set|clear|push\w*|emplace\w*|pop\w*|insert|erase|swap)$/;

/** A library type whose end does something: a thread pool, an executor. */
function hasLivingMember(cls: ClassInfo, typer: BodyTyper): boolean {
  return typer.membersOf(cls).some((t) => t.model?.destroy?.some(matters) === true);
}

/** Without a constructor of its own, a class makes its members all the same. */
function startsByItself(cls: ClassInfo, typer: BodyTyper): boolean {
  return (
    !cls.methods.has(cls.fact.name) &&
    typer
      .fieldsOf(cls)
      .some(({ type }) => type.model?.construct?.some((e) => matters(e) && !takesArguments(e)))
  );
}

const matters = (effect: Effect): boolean => !dull.has(effect.do) && effect.do !== "release";

interface Holders {
  /** Classes that make one when they are made: as a member by value, or as a base. */
  readonly making: ReadonlyMap<ClassInfo, readonly ClassInfo[]>;
  /** Classes with which one ends: through owners, too. */
  readonly ending: ReadonlyMap<ClassInfo, readonly ClassInfo[]>;
}

function holdersOf(program: Program, typer: BodyTyper): Holders {
  const making = new Map<ClassInfo, ClassInfo[]>();
  const ending = new Map<ClassInfo, ClassInfo[]>();
  for (const cls of program.classes) {
    for (const { type } of typer.fieldsOf(cls))
      if (type.cls !== null && type.cls !== cls) push(making, type.cls, cls);
    for (const type of typer.membersOf(cls))
      if (type.cls !== null && type.cls !== cls) push(ending, type.cls, cls);
    for (const base of cls.bases) {
      if (base.cls === null) continue;
      push(making, base.cls, cls);
      push(ending, base.cls, cls);
    }
  }
  return { making, ending };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else if (list.at(-1) !== value) list.push(value);
}

const waitLike = /^(wait|wait_for|wait_until|await|block|waitFor|waitUntil)$/i;
const sleepLike = /sleep|yield|pause|relax|spin|backoff|^wait|^poll|timedwait|cond_wait/i;

/**
 * Names that the condition of some wait reads: of a loop that sleeps, spins or waits, of a predicate handed to
 * a wait, and of getters called there.
 */
function collectFlags(functions: readonly Fn[], typer: BodyTyper): ReadonlySet<string> {
  const flags = new Set<string>();
  let asked = new Set<Fn>();
  const read = (fn: Fn, ref: Ref, next: Set<Fn>): void =>
    mention(fn.fact.ops, ref, typer.of(fn), flags, next, 0);
  for (const fn of functions) {
    const { ops } = fn.fact;
    if (ops.length === 0) continue;
    const loops = waitingLoops(ops, (callee) =>
      (typer.of(fn).named.get(callee) ?? []).some((f) => typer.of(f).models.some(sleeps)),
    );
    for (const loop of loops) {
      for (let i = loop.start; i < loop.end; i++) {
        const op = ops[i]!;
        if (op.k === "test") read(fn, op.cond, asked);
        else if (
          op.k === "if" &&
          ops.slice(i, i + 6).some((x) => x.k === "break" || x.k === "return")
        )
          read(fn, op.cond, asked);
      }
    }
    if (fn.fact.kind === "lambda" && isPredicate(fn)) {
      for (const op of ops) if (op.k === "return") read(fn, op.value, asked);
    }
  }
  // What the getters called there return: three steps are enough for `IsStopped() -> state() -> state_`.
  for (let round = 0; round < 3; round++) {
    const next = new Set<Fn>();
    for (const fn of asked) {
      if (fn.fact.ops.length > 60) continue;
      for (const op of fn.fact.ops) if (op.k === "return") read(fn, op.value, next);
    }
    asked = next;
  }
  return flags;
}

/** The variable behind a path: fields by class, globals by name, an element by its container. */
function flagKey(path: Path): string {
  let p = path;
  while (p.parent !== null && (p.key === "[]" || p.key.startsWith("#"))) p = p.parent;
  return p.root === "global" ? p.key.slice(p.key.lastIndexOf("|") + 1) : p.key;
}

/** Loops whose body sleeps or waits, and loops with next to nothing in them. */
function waitingLoops(
  ops: readonly Op[],
  sleepsIn: (callee: Ref) => boolean,
): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  ops.forEach((op, start) => {
    if (op.k !== "loop" || op.form === "range") return;
    const end = closingOf(ops, start);
    const body = ops.slice(start, end);
    const tested = body.findLastIndex((x) => x.k === "test");
    const idle =
      body.length <= 10 &&
      !body.some(
        (x, i) =>
          x.k === "assign" ||
          (x.k === "call" && i > tested) ||
          (x.k === "unary" && (x.op === "++" || x.op === "--")),
      );
    const waits =
      idle ||
      ops
        .slice(start, end)
        .some(
          (x) =>
            x.k === "call" && (sleepLike.test(calleeName(ops, x.callee)) || sleepsIn(x.callee)),
        );
    if (waits) out.push({ start, end });
  });
  return out;
}

function calleeName(ops: readonly Op[], ref: number): string {
  const op = ops[ref];
  return op?.k === "name" || op?.k === "member" ? lastPart(op.name) : "";
}

/** A lambda handed to something called `wait`. */
function isPredicate(lambda: Fn): boolean {
  const { parent } = lambda;
  if (parent === null) return false;
  const { ops } = parent.fact;
  return ops.some(
    (op) =>
      op.k === "call" &&
      waitLike.test(calleeName(ops, op.callee)) &&
      op.args.some((a) => {
        const arg = ops[a];
        return arg?.k === "lambda" && parent.lambdas.get(arg.fn) === lambda;
      }),
  );
}

/** Adds the variables that an expression reads to `into`, the functions that it asks to `asked`. */
function mention(
  ops: readonly Op[],
  ref: Ref,
  body: BodyTypes,
  into: Set<string>,
  asked: Set<Fn>,
  depth: number,
): void {
  const op = ops[ref];
  if (op === undefined || depth > 12) return;
  const place = body.places.get(ref);
  if (place !== undefined) into.add(place);
  const next = (r: Ref): void => mention(ops, r, body, into, asked, depth + 1);
  switch (op.k) {
    case "member":
      next(op.obj);
      return;
    case "unary":
    case "cast":
      next(op.a);
      return;
    case "binary":
      next(op.a);
      next(op.b);
      return;
    case "call":
      for (const fn of body.named.get(op.callee) ?? []) asked.add(fn);
      next(op.callee);
      for (const arg of op.args) next(arg);
      return;
    case "index":
      next(op.obj);
      return;
    default:
  }
}

function sharedLocals(fn: Fn): ReadonlySet<string> {
  let out: Set<string> | null = null;
  for (const op of fn.fact.ops) {
    if (op.k === "unary" && op.op === "&") {
      const a = fn.fact.ops[op.a];
      if (a?.k === "name") (out ??= new Set()).add(a.name);
    }
  }
  for (const lambda of fn.lambdas.values()) {
    if (lambda.fact.captureDefault === "&" || lambda.fact.captures.some((c) => c.byReference)) {
      for (const op of lambda.fact.ops) if (op.k === "name") (out ??= new Set()).add(op.name);
      for (const name of sharedLocals(lambda)) (out ??= new Set()).add(name);
      for (const c of lambda.fact.captures) if (c.byReference) (out ??= new Set()).add(c.name);
    }
  }
  return out ?? nobody;
}
