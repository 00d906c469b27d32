/** The place that an operation names, as a path of the walked function, and a callee's paths in its caller's words. */

import type { Op, Ref } from "../../facts/op.ts";
import type { Fn } from "../../link/program.ts";
import { findField, isDerived, type Type, viable } from "../../link/types.ts";
import type { Place } from "../../models/schema.ts";
import {
  elementStep,
  extend,
  fieldStep,
  type LockPath,
  type LockRoot,
  partStep,
  rebase,
  rootPath,
} from "./lockPath.ts";
import { classOf } from "./lockTypes.ts";
import { guardOf, type Walk } from "./lockWalk.ts";

export function pathOf(w: Walk, op: Op, i: Ref): LockPath | null {
  switch (op.k) {
    case "this":
      return rootPath({ k: "this" });
    case "name":
      return namePath(w, op.name, i);
    case "member": {
      const base = w.paths[op.obj] ?? null;
      let t = w.body.types[op.obj] ?? null;
      while (t !== null && t.model?.is === "pointer" && t.args[t.model.of ?? 0] !== undefined)
        t = t.args[t.model.of ?? 0]!;
      if (t?.cls != null) {
        const field = findField(t.cls, op.name);
        if (field === null) return op.name === "first" || op.name === "second" ? base : null;
        if (field.isStatic) return rootPath({ k: "global", name: fieldStep(field).key });
        if (base === null)
          return rebase({ ...rootPath({ k: "this" }), steps: [fieldStep(field)] }, null);
        return extend(base, fieldStep(field));
      }
      if (base === null) return null;
      return op.name === "first" || op.name === "second" ? base : extend(base, partStep(op.name));
    }
    case "index":
    case "element": {
      const base = w.paths[op.k === "index" ? op.obj : op.of] ?? null;
      return base === null ? null : extend(base, elementStep);
    }
    case "unary":
      return op.op === "*" || op.op === "&" ? (w.paths[op.a] ?? null) : null;
    case "cast":
    case "await":
      return w.paths[op.a] ?? null;
    case "select": {
      const a = w.paths[op.a] ?? null;
      return a !== null && a.key === w.paths[op.b]?.key ? a : null;
    }
    case "construct":
      return op.args.length === 1 ? (w.paths[op.args[0]!] ?? null) : null;
    case "call":
      return callPath(w, op, i);
    default:
      return null;
  }
}

function namePath(w: Walk, written: string, i: Ref): LockPath | null {
  const known = w.bound.get(written);
  if (known !== undefined) return known;
  if (w.reassigned.has(written) && w.body.locals.has(written)) {
    // Another object each time: only its class is known.
    const cls = classOf(w.body.locals.get(written) ?? null);
    return cls === null ? null : rootPath({ k: "class", cls });
  }
  const param = w.fn.fact.params.findIndex((p) => p.name === written);
  if (param >= 0) return rootPath({ k: "param", index: param });
  if (w.body.locals.has(written)) {
    const stands = w.guards.get(guardOf(w, written));
    if (stands !== undefined && stands.length === 1) return stands[0]!.path;
    return rootPath({ k: "local", name: written });
  }
  for (let f = w.fn.parent; f !== null; f = f.parent)
    if (w.env.typesOf(f).locals.has(written)) return rootPath({ k: "capture", name: written });
  if (w.fn.owner !== null && !written.includes("::")) {
    const field = findField(w.fn.owner, written);
    if (field !== null)
      return field.isStatic
        ? rootPath({ k: "global", name: fieldStep(field).key })
        : extend(rootPath({ k: "this" }), fieldStep(field));
  }
  const variable = w.body.globals.get(i);
  if (variable !== undefined)
    return rootPath({
      k: "global",
      name: `${variable.fact.internal ? variable.file.path : ""}|${variable.name}`,
    });
  const place = w.body.places.get(i);
  return place === undefined ? null : rootPath({ k: "global", name: place });
}

function callPath(w: Walk, op: Extract<Op, { k: "call" }>, i: Ref): LockPath | null {
  const mention = w.body.mentions.get(op.callee);
  const callee = w.ops[op.callee];
  const receiver = receiverOf(w, callee);
  if (mention?.k === "model") {
    const r = mention.model.returns;
    switch (r?.is) {
      case "this":
        return receiver;
      case "arg":
        return w.paths[op.args[r.arg] ?? -1] ?? null;
      case "element":
      case "mapped":
      case "inserted":
        return receiver === null ? null : extend(receiver, elementStep);
      case "part":
        return receiver === null ? null : extend(receiver, partStep(`#${r.name}`));
      case "global":
        return rootPath({ k: "global", name: r.name });
      default:
        return null;
    }
  }
  if (mention?.k !== "functions") return null;
  const targets = chosen(w, mention.fns, op.args);
  const only = targets.length === 1 ? w.env.returns(targets[0]!) : null;
  if (only !== null) return substitute(w, only, targets[0]!, receiver, op.args);
  // One object for the whole process.
  if (
    targets.length === 1 &&
    op.args.length === 0 &&
    /^(get_?)?instance$|^singleton$/i.test(targets[0]!.fact.name) &&
    targets[0]!.fact.isStatic
  )
    return rootPath({ k: "global", name: `${targets[0]!.name}()` });
  const t = w.body.types[i] ?? null;
  return t?.cls == null ? null : rootPath({ k: "class", cls: t.cls });
}

export function receiverOf(w: Walk, callee: Op | undefined): LockPath | null {
  if (callee?.k === "member") return w.paths[callee.obj] ?? null;
  return w.fn.owner === null ? null : rootPath({ k: "this" });
}

/** A path of the callee in terms of this function. */
export function substitute(
  w: Walk,
  path: LockPath,
  callee: Fn,
  receiver: LockPath | null,
  args: readonly Ref[],
): LockPath | null {
  return rebase(path, baseOf(w, path.root, callee, receiver, args));
}

function baseOf(
  w: Walk,
  root: LockRoot,
  callee: Fn,
  receiver: LockPath | null,
  args: readonly Ref[],
): LockPath | null {
  switch (root.k) {
    case "this":
      return callee.fact.kind === "lambda" ? rootPath(root) : receiver;
    case "param":
      return w.paths[args[root.index] ?? -1] ?? null;
    case "capture":
      if (callee.parent !== w.fn) return callee.fact.kind === "lambda" ? rootPath(root) : null;
      return namePath(w, root.name, -1);
    case "global":
    case "class":
      return rootPath(root);
    case "local":
      return null;
  }
}

/** Of overloads, the one that the types of the arguments fit; several overriders; nothing when in doubt. */
export function chosen(w: Walk, fns: readonly Fn[], args: readonly Ref[]): readonly Fn[] {
  const fit = viable(fns, args.length).filter((f) => f.fact.defined);
  if (fit.length <= 1) return fit;
  const scores = fit.map((f) => fitness(w, f, args));
  const best = Math.max(...scores);
  const left = fit.filter((_, i) => scores[i] === best);
  const classes = new Set(left.map((f) => f.owner ?? f.file));
  return classes.size === left.length ? left : [];
}

function fitness(w: Walk, f: Fn, args: readonly Ref[]): number {
  const { locals } = w.env.typesOf(f);
  let score = 0;
  args.forEach((arg, i) => {
    const given = w.body.types[arg] ?? null;
    const wanted = locals.get(f.fact.params[i]?.name ?? "") ?? null;
    if (given === null || wanted === null) return;
    if (given.name === wanted.name) score += 2;
    else if (given.cls !== null && wanted.cls !== null && isDerived(given.cls, wanted.cls)) score++;
    else score--;
  });
  return score;
}

export interface PlaceOf {
  readonly ref: Ref;
  readonly path: LockPath | null;
  readonly type: Type | null;
}

export function placesOf(
  w: Walk,
  place: Place,
  args: readonly Ref[],
  callee: Op | undefined,
): readonly PlaceOf[] {
  const at = (ref: Ref): PlaceOf => ({
    ref,
    path: w.paths[ref] ?? null,
    type: w.body.types[ref] ?? null,
  });
  const dot = place.indexOf(".");
  if (dot > 0 && !place.endsWith("..")) {
    return placesOf(w, place.slice(0, dot) as Place, args, callee).map((p) => ({
      ref: -1,
      type: null,
      path: p.path === null ? null : extend(p.path, partStep(`#${place.slice(dot + 1)}`)),
    }));
  }
  if (place === "this") {
    if (callee?.k === "member") return [at(callee.obj)];
    return w.fn.owner === null ? [] : [{ ref: -1, path: rootPath({ k: "this" }), type: null }];
  }
  if (place === "args") return args.map(at);
  const index = /^arg(\d+)(\.\.)?$/.exec(place);
  if (index === null) return [];
  const n = Number(index[1]);
  return (index[2] === undefined ? args.slice(n, n + 1) : args.slice(n)).map(at);
}
