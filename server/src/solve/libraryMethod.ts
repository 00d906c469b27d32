/**
 * `&io_service::run`: a method of a library as something that can be bound, stored and handed to a thread. It
 * becomes a function of one statement, the call of that method on its first argument; what the call does, the
 * models say.
 */

import type { Span } from "../base/span.ts";
import { lastPart } from "../base/names.ts";
import { noFunction } from "../facts/noFunction.ts";
import { noType } from "../facts/typeRef.ts";
import type { Fn } from "../link/program.ts";
import type { Frame } from "./frame.ts";

/** null: the name is none of a method. */
export function libraryMethod(frame: Frame, name: string, at: Span): Fn | null {
  const { models, libraryMethods } = frame.solver;
  const method = lastPart(name);
  const owner = name.slice(0, Math.max(0, name.length - method.length - 2));
  if (owner === "" || models.type(owner) === undefined) return null;
  const { file } = frame.fn;
  const key = `${file.id}|${at.start}|${name}`;
  let fn = libraryMethods.get(key);
  if (fn === undefined) {
    // Below the ids of the program's functions, and of the destructors that nobody wrote.
    fn = makeMethod(-1_000_000 - libraryMethods.size, file, owner, method, at);
    libraryMethods.set(key, fn);
  }
  return fn;
}

function makeMethod(id: number, file: Fn["file"], owner: string, method: string, at: Span): Fn {
  const { start, end } = at;
  const object = { ...noType, name: owner, pointers: 1 };
  return {
    id,
    file,
    fact: {
      ...noFunction,
      name: method,
      scope: owner.split("::"),
      nameSpan: { start, end },
      start,
      end,
      params: [{ name: "self", type: object, hasDefault: false, pack: false }],
      ops: [
        { k: "name", name: "self", targs: [], start, end },
        { k: "member", obj: 0, name: method, arrow: true, targs: [], start, end },
        { k: "call", callee: 1, args: [], start, end },
        { k: "return", value: 2, start, end },
      ],
      defined: true,
    },
    name: `${owner}::${method}`,
    scope: [],
    owner: null,
    parent: null,
    hasReceiver: false,
    lambdas: new Map(),
  };
}
