/** Offsets are UTF-16 units of the text as it was handed in, whatever it contains. */

import { describe, expect, test } from "vitest";
import { printed, read, spans } from "./read.ts";

describe("offsets", () => {
  test("a call is its callee's name and its arguments, without the receiver", async () => {
    const text =
      "void f() { a.b->run(1, x()); ns::go<int>(2); p->get()->stop(); (*cb)(3); h()(4); }";
    expect(await spans(text, "call")).toEqual([
      "x()",
      "run(1, x())",
      "ns::go<int>(2)",
      "get()",
      "stop()",
      "(*cb)(3)",
      "h()",
      "(4)",
    ]);
  });

  test("a local is its declarator", async () => {
    const text =
      "void f() { std::lock_guard<std::mutex> l(mu_); int a = 1, *b; T x{2}; auto [c, d] = e; }";
    expect(await spans(text, "local")).toEqual(["l(mu_)", "a = 1", "*b", "x{2}", "c", "d"]);
  });

  test("CJK and characters outside the basic plane", async () => {
    const text = '// 任务 🚀🚀\nvoid f() { log("停止 😀"); 名字.run(); /* 🚀 */ stop(); }\n';
    expect(await spans(text, "call")).toEqual(['log("停止 😀")', "run()", "stop()"]);
    expect(await spans(text, "string")).toEqual(['"停止 😀"']);
    const facts = await read(text);
    const f = facts.functions[0];
    expect(text.slice(f?.start, f?.end)).toBe(text.slice(text.indexOf("void"), -1));
    expect(text.slice(f?.nameSpan.start, f?.nameSpan.end)).toBe("f");
    expect(f?.ops.find((op) => op.k === "string")).toMatchObject({ text: "停止 😀" });
    expect(f?.ops.find((op) => op.k === "member")).toMatchObject({ name: "run" });
    expect(facts.gaps).toEqual([]);
    expect(facts.length).toBe(text.length);
    expect(facts.lineStarts).toEqual([0, text.indexOf("void"), text.length]);
  });

  test("carriage returns", async () => {
    const lf =
      "struct A {\n  int x;\n};\n#define M(a) \\\n  a\n#ifdef _WIN32\nint w;\n#else\nint l;\n#endif\nvoid f() {\n  g();\n}\n";
    const crlf = lf.replaceAll("\n", "\r\n");
    expect((await printed(crlf)).replaceAll("\r", "")).toBe(await printed(lf));
    expect(await spans(crlf, "call")).toEqual(["g()"]);
  });

  test("a byte order mark", async () => {
    const text = "\uFEFFvoid f() { g(); }";
    expect(await spans(text, "call")).toEqual(["g()"]);
  });

  test("masked words keep every offset", async () => {
    const text =
      "class FOO_API A { MAYBE_UNUSED void m(NOT_NULL int* p) { SCOPE_EXIT { a(); }; forever { b(p); } } };";
    const facts = await read(text);
    const calls = facts.functions.flatMap((f) => f.ops.filter((op) => op.k === "call"));
    expect(calls.map((op) => text.slice(op.start, op.end)).sort()).toEqual(["a()", "b(p)"]);
    expect(facts.gaps).toEqual([]);
    expect(facts.types.map((t) => t.name)).toEqual(["A"]);
  });
});
