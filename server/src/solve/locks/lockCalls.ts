/** What a call does to locks: by the model of a library, or by the functions that it may run. */

import type { Op, Ref } from "../../facts/op.ts";
import type { Fn } from "../../link/program.ts";
import { modelOfCall } from "../../models/modelSet.ts";
import type { FunctionModel, Effect as ModelEffect, Place } from "../../models/schema.ts";
import { constructed, destroyed, guardAt, guardMade } from "./guardObjects.ts";
import { chosen, placesOf, receiverOf } from "./lockNames.ts";
import { rootPath } from "./lockPath.ts";
import {
  guardIn,
  guardKeys,
  heldClass,
  holds,
  lockableCall,
  sharesIt,
  textOf,
} from "./lockTypes.ts";
import { set, type Walk } from "./lockWalk.ts";
import { enter, giveBack, lockInterface, type Standing, take } from "./taking.ts";

/** More overriders than this say nothing about which lock is taken. */
const maxTargets = 6;

export function call(w: Walk, op: Extract<Op, { k: "call" }>, i: Ref): void {
  const mention = w.body.mentions.get(op.callee);
  if (mention === undefined) {
    const effect = lockableCall(w.fn, w.body, op);
    if (effect !== null) apply(w, effect, op.args, w.ops[op.callee], i, op);
    return;
  }
  switch (mention.k) {
    case "model":
      applyModel(w, mention.model, op, i);
      return;
    case "type":
      constructed(w, mention.type, op.args, i, op, null);
      return;
    case "functions": {
      const targets = chosen(w, mention.fns, op.args);
      if (lockInterface(w, targets, op, i) || targets.length > maxTargets) return;
      const on = standing(w, w.ops[op.callee]);
      for (const target of targets)
        enter(w, target, targets.length, receiverOf(w, w.ops[op.callee]), op.args, i, op, null, on);
      return;
    }
    default:
  }
}

/** The lock of a local guard of the workspace's own whose method is called. */
function standing(w: Walk, callee: Op | undefined): Standing | undefined {
  if (callee?.k !== "member") return undefined;
  const name = guardAt(w, callee.obj);
  const cls = w.body.types[callee.obj]?.cls ?? null;
  if (name === null || cls === null) return undefined;
  const locks = w.guards.get(name) ?? [];
  return {
    name,
    keys: guardKeys(w.env, cls),
    path: locks.length === 1 ? locks[0]!.path : null,
  };
}

function applyModel(w: Walk, found: FunctionModel, op: Extract<Op, { k: "call" }>, i: Ref): void {
  const model = modelOfCall(found, op.args.length);
  const { callee } = op;
  for (const effect of model.effects ?? []) {
    if (!holds(w.ops, effect, op.args)) continue;
    apply(w, effect, op.args, w.ops[callee], i, op);
  }
  const { returns } = model;
  const made = returns?.is === "make" ? guardIn(w.body.types[i] ?? null) : null;
  if (returns?.is === "make" && made !== null) {
    const args = returns.args?.flatMap((place) => placesOf(w, place, op.args, w.ops[callee]));
    guardMade(w, made, args?.map((p) => p.ref) ?? op.args, i, op, null);
  }
  if (model.noreturn === true) w.dead = true;
}

function apply(
  w: Walk,
  effect: ModelEffect,
  args: readonly Ref[],
  callee: Op | undefined,
  i: Ref,
  span: Op,
): void {
  switch (effect.do) {
    case "lock":
      for (const place of placesOf(w, effect.of, args, callee)) {
        const guard = guardAt(w, place.ref);
        const how = { shared: effect.shared === true, tries: effect.try === true };
        if (guard !== null)
          for (const h of w.guards.get(guard) ?? [])
            take(
              w,
              h.path,
              { ...how, shared: h.shared || how.shared, recursive: h.recursive },
              i,
              span,
              guard,
            );
        else if (place.path !== null)
          take(
            w,
            place.path,
            { ...how, recursive: place.type?.model?.recursive === true },
            i,
            span,
            null,
          );
      }
      return;
    case "unlock":
      for (const place of placesOf(w, effect.of, args, callee)) {
        const guard = guardAt(w, place.ref);
        if (guard !== null)
          set(w, { ...w.state, held: w.state.held.filter((h) => h.guard !== guard) }, i + 1);
        else if (place.path !== null) giveBack(w, place.path, i);
      }
      return;
    case "disown":
      for (const place of placesOf(w, effect.of, args, callee)) {
        const guard = guardAt(w, place.ref);
        if (guard === null) continue;
        w.guards.delete(guard);
        set(
          w,
          {
            ...w.state,
            held: w.state.held.map((h) => (h.guard === guard ? { ...h, guard: null } : h)),
          },
          i + 1,
        );
      }
      return;
    case "wait":
      if (effect.unlocks !== undefined)
        w.givesUp.set(
          i,
          placesOf(w, effect.unlocks, args, callee).flatMap((p) => {
            const guard = guardAt(w, p.ref);
            return guard !== null ? (w.guards.get(guard) ?? []).map((h) => h.path) : (p.path ?? []);
          }),
        );
      return;
    case "invoke":
      for (const place of placesOf(w, effect.run, args, callee)) {
        const lambda = lambdaAt(w, place.ref);
        if (lambda !== null) enter(w, lambda, 1, rootPath({ k: "this" }), [], i, span, null);
      }
      return;
    case "emplace":
      for (const place of placesOf(w, effect.in, args, callee)) {
        const guard = guardAt(w, place.ref);
        const type = guardIn(place.type);
        if (guard !== null && type !== null) guardMade(w, type, args, i, span, guard);
      }
      return;
    case "destroy":
      for (const place of placesOf(w, effect.of, args, callee)) {
        const guard = guardIn(place.type) === null ? null : guardAt(w, place.ref);
        if (guard !== null)
          set(w, { ...w.state, held: w.state.held.filter((h) => h.guard !== guard) }, i + 1);
        const cls = sharesIt(place.type) ? null : heldClass(place.type);
        if (cls !== null) destroyed(w, cls, place.path, i, span);
      }
      return;
    case "write":
      if (isKind(effect.of) && (typeof effect.value !== "string" || saysRecursive(w, args)))
        for (const { path } of placesOf(w, kindOwner(effect.of), args, callee)) {
          if (path === null) continue;
          w.env.recursive.add(path.steps.at(-1)?.key ?? path.key);
          if (path.steps.length === 0) w.env.recursive.add(`${w.fn.id}${path.key}`);
        }
      return;
    default:
  }
}

/** What makes a mutex recursive, or the attributes that it is made with. */
export const isKind = (of: unknown): of is Place =>
  typeof of === "string" && of.endsWith(".recursive");

const kindOwner = (of: Place): Place => of.slice(0, -".recursive".length) as Place;

/** Of attributes that were made elsewhere nobody knows what they say. */
function saysRecursive(w: Walk, args: readonly Ref[]): boolean {
  const attributes = args[1];
  if (attributes === undefined || /^(nullptr|NULL|0)$/.test(textOf(w.ops, attributes)))
    return false;
  const path = w.paths[attributes] ?? null;
  if (path === null || path.root.k !== "local" || path.steps.length > 0) return true;
  return w.env.recursive.has(`${w.fn.id}${path.key}`);
}

function lambdaAt(w: Walk, ref: Ref): Fn | null {
  const op = w.ops[ref];
  return op?.k === "lambda" ? (w.fn.lambdas.get(op.fn) ?? null) : null;
}
