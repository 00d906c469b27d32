/** Lookups: by name, through aliases and inline namespaces, on bases, later files over earlier ones. */

import { describe, expect, test } from "vitest";
import { builtinModels } from "../../server/src/models/builtin.ts";
import { makeModelSet, modelOfCall } from "../../server/src/models/modelSet.ts";
import type { ModelFile } from "../../server/src/models/schema.ts";
import { dataFileNames } from "./load.ts";

function file(part: Partial<ModelFile>): ModelFile {
  return { library: "a", description: "for a test", types: {}, functions: {}, ...part };
}

describe("the shipped models", () => {
  test("list their libraries", () => {
    expect(builtinModels.libraries.map((name) => `${name}.json`)).toEqual(dataFileNames);
  });

  test("find types and functions by qualified name, with and without a leading ::", () => {
    expect(builtinModels.type("std::thread")?.is).toBe("thread");
    expect(builtinModels.type("::std::mutex")?.is).toBe("mutex");
    expect(builtinModels.function("std::thread::join")?.effects).toEqual([
      { do: "wait", for: "end", of: "this" },
    ]);
    expect(builtinModels.function("::usleep")?.effects).toEqual([{ do: "sleep" }]);
    expect(builtinModels.type("std::no_such_type")).toBeUndefined();
    expect(builtinModels.function("std::thread::no_such_method")).toBeUndefined();
    expect(builtinModels.function("no_such_function")).toBeUndefined();
  });

  test("look through inline namespaces, also twice", () => {
    expect(builtinModels.type("std::__1::condition_variable")?.is).toBe("condition");
    expect(builtinModels.function("std::__1::thread::join")).toBe(
      builtinModels.function("std::thread::join"),
    );
    expect(builtinModels.canonical("std::__cxx11::string")).toBe("std::basic_string");
  });

  test("look through aliases of types, also for their methods", () => {
    expect(builtinModels.type("std::atomic_bool")?.is).toBe("flag");
    expect(builtinModels.function("std::atomic_bool::store")?.effects).toEqual([
      { do: "write", of: "this", value: "arg0" },
    ]);
    expect(builtinModels.type("wangle::IOThreadPoolExecutor")?.is).toBe("pool");
    expect(builtinModels.canonical("std::atomics")).toBe("std::atomics");
  });

  test("find methods on bases", () => {
    const join = builtinModels.function("folly::ThreadPoolExecutor::join");
    expect(join).toBeDefined();
    expect(builtinModels.function("folly::IOThreadPoolExecutor::join")).toBe(join);
    expect(
      builtinModels.function("apache::thrift::concurrency::PriorityThreadManager::join"),
    ).toBeDefined();
  });

  test("give C's functions in namespace std", () => {
    expect(builtinModels.function("std::printf")).toBe(builtinModels.function("printf"));
    expect(builtinModels.function("std::exit")?.noreturn).toBe(true);
    // Their own meaning where the name is also C's or POSIX's.
    expect(builtinModels.function("std::bind")?.returns).toEqual({ is: "bind" });
    expect(builtinModels.function("bind")?.signalSafe).toBe(true);
    expect(builtinModels.function("std::thread::printf")).toBeUndefined();
  });

  test("know the types of the library's objects", () => {
    expect(builtinModels.variable("std::cout")).toBe("std::basic_ostream");
    expect(builtinModels.variable("std::__1::cerr")).toBe("std::basic_ostream");
    expect(builtinModels.variable("cout")).toBeUndefined();
  });

  test("say that no method of a stream is async-signal-safe", () => {
    expect(builtinModels.function("std::ofstream::write")).toEqual({ signalSafe: false });
    expect(builtinModels.function("write")?.signalSafe).toBe(true);
  });

  test("tell overloads apart by the number of arguments", () => {
    const wait = builtinModels.function("std::condition_variable_any::wait");
    expect(wait).toBeDefined();
    if (wait === undefined) return;
    expect(modelOfCall(wait, 2).effects?.[0]).toMatchObject({ predicate: "arg1" });
    expect(modelOfCall(wait, 3).effects?.[0]).toMatchObject({ predicate: "arg2", or: "arg1" });
  });
});

describe("makeModelSet", () => {
  test("lets later files win, entry by entry", () => {
    const models = makeModelSet([
      file({ library: "b", types: { A: { is: "loop" }, B: { is: "mutex" } } }),
      file({ library: "a", types: { A: { is: "pool" } } }),
    ]);
    expect(models.type("A")?.is).toBe("pool");
    expect(models.type("B")?.is).toBe("mutex");
    expect(models.libraries).toEqual(["a", "b"]);
  });

  test("asks bases in order, depth first, the class itself before them", () => {
    const models = makeModelSet([
      file({
        types: { A: { bases: ["B", "C"] }, B: { bases: ["D"] }, C: {}, D: {} },
        functions: {
          "A::own": { note: "A" },
          "B::own": { note: "B" },
          "D::f": { note: "D" },
          "C::f": { note: "C" },
          "C::g": { note: "C" },
        },
      }),
    ]);
    expect(models.function("A::own")?.note).toBe("A");
    expect(models.function("A::f")?.note).toBe("D");
    expect(models.function("A::g")?.note).toBe("C");
  });

  test("finds bases and methods across files and aliases", () => {
    const models = makeModelSet([
      file({
        types: { "lib::Pool": { is: "pool" } },
        functions: { "lib::Pool::add": { note: "x" } },
      }),
      file({
        library: "user",
        aliases: { old: "lib", "my::Pool": "my::detail::Pool" },
        types: { "my::detail::Pool": { bases: ["old::Pool"] } },
      }),
    ]);
    expect(models.function("my::Pool::add")?.note).toBe("x");
  });

  test("ends on circles of bases and of aliases", () => {
    const models = makeModelSet([
      file({ aliases: { a: "b", b: "a" }, types: { A: { bases: ["B"] }, B: { bases: ["A"] } } }),
    ]);
    expect(models.function("A::f")).toBeUndefined();
    expect(models.type("a::X")).toBeUndefined();
  });

  test("does not find what only JavaScript's objects have", () => {
    expect(makeModelSet([file({})]).type("constructor")).toBeUndefined();
    expect(makeModelSet([file({})]).function("std::toString")).toBeUndefined();
  });
});
