/** Text that the grammar cannot read: nothing throws, the rest of the file is kept, gaps say where. */

import { describe, expect, test } from "vitest";
import { testParser } from "../harness/parser.ts";
import { printed, read } from "./read.ts";

describe("broken text", () => {
  test("an empty file", async () => {
    expect(await printed("")).toBe("\n\n");
    expect((await read("")).lineStarts).toEqual([0]);
  });

  test("bytes that are no UTF-8, decoded with replacement characters", async () => {
    const bytes = Uint8Array.from([
      0x76, 0x6f, 0x69, 0x64, 0x20, 0x66, 0xff, 0xfe, 0x28, 0x29, 0x7b, 0x67, 0x28, 0x29, 0x3b,
      0x7d, 0x80,
    ]);
    const facts = await read(new TextDecoder().decode(bytes));
    expect(facts.gaps.length).toBeGreaterThan(0);
  });

  test("a stray brace loses neither what comes before nor after", async () => {
    const facts = await read(
      "void a() { x(); }\n}\nvoid b() { y(); }\nclass C { void m() { z(); } };\n",
    );
    expect(facts.functions.map((f) => f.name)).toEqual(["a", "b", "m"]);
    expect(facts.gaps.length).toBeGreaterThan(0);
  });

  test("functions, classes and calls inside what is not understood", async () => {
    const facts = await read(
      "@@@ class C { void m() { z(); } }; void f() { a(); @ b(); } $$$ void g() { c(); }\n",
    );
    const called = facts.functions.flatMap((f) =>
      f.ops.flatMap((op) => {
        const callee = op.k === "call" ? f.ops[op.callee] : undefined;
        return callee?.k === "name" ? [callee.name] : [];
      }),
    );
    expect(called).toEqual(expect.arrayContaining(["z", "a", "b", "c"]));
    expect(facts.gaps.length).toBeGreaterThan(0);
  });

  test("a function that is not finished does not do what the next one does", async () => {
    const first = "void A::first() {\n  Guard guard(mutex_);\n  BODY\n}\n";
    const second =
      "namespace n { }\nvoid A::second() { Guard guard(mutex_); [this] { go(); }(); }\n";
    for (const body of ["post([this] { run(); })!", "if (er@r) { run(); }"]) {
      const facts = await read(first.replace("BODY", body) + second);
      const called = facts.functions.map((f) => [
        f.name,
        ...f.ops.flatMap((op) => (op.k === "name" && op.name !== "mutex_" ? [op.name] : [])),
      ]);
      expect(called.find(([name]) => name === "first")).not.toContain("go");
      expect(called.filter(([name]) => name === "second")).toHaveLength(1);
      expect(called.filter((names) => names.includes("go"))).toHaveLength(1);
      const guards = facts.functions.map((f) => f.ops.filter((op) => op.k === "local").length);
      expect(guards.filter((count) => count > 1)).toEqual([]);
      expect(facts.gaps.length).toBeGreaterThan(0);
    }
  });

  test("words of the preprocessor are guessed where the grammar fails", async () => {
    expect(
      await printed(`
FOO_NAMESPACE_BEGIN
class A {
  FOO_UNUSED static Status FOO_MUST_USE init(FOO_IN const char* a, int b);
  Status FOO_MUST_USE stop() { return x(); }
  bool same() { return typeid(int) == type() && this->operator()(1); }
};
BENCHMARK_DRAW_LINE()
FOO_NAMESPACE_END
`),
    ).toMatchInlineSnapshot(`
      "
      class A
      fn0 method A::init(a: char*, b: int) -> Status static declared
      fn1 method A::stop() -> Status
        %1 call x()
        %2 return %1
      fn2 method A::same() -> bool
        %2 call type()
        %3 typeid(int) == %2
        %5 member this->operator()
        %7 call this->operator()(1)
        %8 %3 && %7
        %9 return %8
      fn3 initializer ()
        %1 call BENCHMARK_DRAW_LINE()
      "
    `);
  });

  test("nesting of any depth", async () => {
    const nests = [
      ["(", ")", 100_000],
      ["{", "}", 100_000],
      ["[", "]", 20_000],
      ["f(", ")", 20_000],
      ["if (a) {", "}", 20_000],
      ["[]{", "};", 20_000],
      ["A<", ">", 2_000],
      ["class A {", "};", 20_000],
      ["a = ", "", 20_000],
      ["!", "", 20_000],
      ["x ? y : ", "", 20_000],
      ["-> ", "", 20_000],
      ["*", "", 20_000],
    ] as const;
    for (const [open, close, deep] of nests) {
      const middle = `${open.repeat(deep)}1${close.repeat(deep)}`;
      const facts = await read(
        `void before() { b(); }\nvoid f() { x = ${middle}; }\nvoid after() { a(); }\n`,
      );
      expect(facts.functions[0]?.name).toBe("before");
    }
    const spaces = await read(
      `${"namespace a {".repeat(20_000)} int x; ${"}".repeat(20_000)}\nvoid after() { a(); }\n`,
    );
    expect(spaces.gaps.map((g) => g.reason)).toEqual(["nested too deeply"]);
    expect(spaces.functions[0]?.name).toBe("after");
  }, 60_000);

  test("what is nested too deeply is a gap", async () => {
    const facts = await read(`void f() { x = ${"(".repeat(5000)}g()${")".repeat(5000)}; h(); }`);
    expect(facts.gaps.map((g) => g.reason)).toEqual(["nested too deeply"]);
    expect(facts.functions[0]?.ops.filter((op) => op.k === "call")).toHaveLength(1);
  });

  test("long chains are no nesting", async () => {
    const sum = Array.from({ length: 5000 }, (_, i) => `f${i}()`).join(" + ");
    const chain = Array.from({ length: 2000 }, (_, i) => `if (a${i}) b${i}();`).join(" else ");
    const facts = await read(`void f() { x = ${sum}; ${chain} }`);
    expect(facts.gaps).toEqual([]);
    expect(facts.functions[0]?.ops.filter((op) => op.k === "call")).toHaveLength(7000);
  });

  test("a file of ten megabytes", async () => {
    const one = (i: number): string =>
      `Status Service${i}::Stop(int timeout) {\n  std::lock_guard<std::mutex> l(mu_);\n  for (auto& w : workers_) { w->stop(timeout); }\n  loop_->post([this] { done(${i}); });\n  return Status::OK();\n}\n\n`;
    let text = "";
    for (let i = 0; text.length < 10_000_000; i++) text += one(i);
    const facts = await read(text);
    expect(facts.gaps).toEqual([]);
    expect(facts.functions.length).toBe(2 * text.split("Status Service").length - 2);
  }, 120_000);

  test("the parser may be used again after a text of any kind", async () => {
    const parser = await testParser();
    const places = Uint32Array.from({ length: 1001 }, (_, i) => i);
    parser.parse("(".repeat(1000), places);
    expect(parser.parse("int x;", places).errors).toEqual([]);
  });
});
