/**
 * C++ as it is written: what the grammar cannot read is read all the same, with nothing lost around it, and
 * what it can read is left alone. Each test is one cause.
 */

import { describe, expect, test } from "vitest";
import { readable } from "../../server/src/extract/rewrite.ts";
import { body, printed, read } from "./read.ts";

/** The text as the parser is given it, with every run of blanks as long as it was. */
function rewritten(text: string): string {
  const { code, places } = readable(text);
  expect(places).toHaveLength(code.length + 1);
  const units = Array.from(text, (c) => (/\s/.test(c) ? c : " ".repeat(c.length)))
    .join("")
    .split("");
  places.subarray(0, -1).forEach((place, i) => (units[place] = code[i] ?? ""));
  return units.join("");
}

/** Functions with their parameters and result, types, and the calls in each body; gaps if there are any. */
async function gist(text: string): Promise<string[]> {
  const facts = await read(text);
  expect(rewritten(text).length).toBe(text.length);
  const lines = facts.types.filter((t) => t.defined).map((t) => `${t.kind} ${t.name}`);
  for (const f of facts.functions) {
    const calls = f.ops.flatMap((op) => {
      const callee = op.k === "call" ? f.ops[op.callee] : undefined;
      return callee?.k === "name" || callee?.k === "member"
        ? [`${callee.name}/${op.k === "call" ? op.args.length : 0}`]
        : [];
    });
    const params = f.params.map((p) => `${p.type.name}${p.hasDefault ? "?" : ""}`).join(", ");
    lines.push(`${f.name}(${params})${calls.length > 0 ? `: ${calls.join(" ")}` : ""}`);
  }
  for (const v of facts.variables) lines.push(`var ${v.name}`);
  for (const g of facts.gaps)
    lines.push(`gap ${JSON.stringify(text.slice(g.start, g.end))} ${g.reason}`);
  return lines;
}

describe("what the grammar rejects", () => {
  test("a braced default argument", async () => {
    expect(
      await gist(
        "void f(Options o = {}, const std::vector<int>& v = {1, 2}, A* = nullptr);\nvoid g();",
      ),
    ).toEqual(["f(Options?, std::vector?, A?)", "g()"]);
  });

  test("pieces of strings joined by macros", async () => {
    expect(
      await gist(
        'void f() { log("%" PRIu64 "\\n", n()); log("%"PRId64, m()); log(PREFIX "x", k()); }',
      ),
    ).toEqual(["f(): n/0 log/2 m/0 log/2 k/0 log/2"]);
    expect(
      await gist('auto x = "s"s; auto y = "t"_t; extern "C" uint64_t f(int a) { g(); }'),
    ).toEqual(
      ["(): ", "(): ", "f(int): g/0", "var x", "var y"].map((line) =>
        line.replace(": ", line.endsWith(": ") ? "" : ": "),
      ),
    );
  });

  test("attributes, wherever they stand", async () => {
    expect(
      await gist(
        "class [[nodiscard]] API A { int x __attribute__((aligned(8))); [[maybe_unused]] void f() __attribute__((cold)); };\n" +
          "void __attribute__((noinline)) g(int a [[maybe_unused]]) { switch (a) { case 1: h(); [[fallthrough]]; default: i(); } }",
      ),
    ).toEqual(["class A", "f()", "g(int): h/0 i/0"]);
  });

  test("members with a reference qualifier, deleted templates, noexcept", async () => {
    expect(
      await gist(
        "struct A { T get() && noexcept(x(1)) { return a(); } T get() const& { return b(); } template <class U> void no(U&&) = delete; };",
      ),
    ).toEqual(["class A", "get(): a/0", "get(): b/0", "no(U)"]);
  });

  test("operators and destructors called by name", async () => {
    expect(
      await body(
        "p->~A<int>(); x.operator->()->go(); return this->operator()(1) + operator bool();",
      ),
    ).not.toContain("gap");
    expect(await gist("struct A { T* operator->() const { return &operator*(); } };")).toEqual([
      "class A",
      "operator->(): operator*/0",
    ]);
  });

  test("explicit instantiations and using typename", async () => {
    expect(
      await gist(
        "template class ns::A<int>;\nextern template void f<B>(B);\nstruct C : D { using typename D::value; void m() { n(); } };",
      ),
    ).toEqual(["class C", "m(): n/0"]);
  });

  test("a reference made of a call is no prototype", async () => {
    expect(await body("auto& x(it->second()); const T& y(a.b());")).not.toContain("gap");
  });

  test("variables of a lambda that are initialised in brackets", async () => {
    expect(
      await gist(
        "void f() { g([this, self{shared()}, &a(b()), c{d(), e()}, z{}](int x) mutable { h(); }); return [p{q()}] { i(); }; }",
      ),
    ).toEqual(["f(): shared/0 b/0 d/0 e/0 g/1 q/0", "(int): h/0", "(): i/0"]);
    const facts = await read("void f() { g([self{s}, &a(b), ...c{d}] { h(); }); }");
    expect(facts.functions.flatMap((f) => f.captures).map((c) => [c.name, c.byReference])).toEqual([
      ["self", false],
      ["a", true],
      ["c", false],
    ]);
    // No lambdas.
    const others = "void f() { x[i{1}](3); int a[] = {[A(1)] = 2}; auto [p, q] = g(); }";
    expect(rewritten(others)).toBe(others);
  });

  test("arrays of what a pointer points to are deleted", async () => {
    expect(await body("delete[] *p; delete[] p;")).not.toContain("gap");
  });

  test("a designated initialiser in braces, new of pointers, throw in parentheses", async () => {
    expect(
      await gist("void f() { A a{.x{g()}, .y{1}}; B** b = new B*[h()]; ok() || (throw E(), 0); }"),
    ).toEqual(["f(): g/0 h/0 ok/0 E/0"]);
  });
});

describe("macros", () => {
  test("annotations in front of, in and behind a declaration", async () => {
    expect(
      await gist(
        "#define ERASE __attribute__((always_inline))\n#define quiet\n" +
          "class EXPORT A : public B { EXPORT explicit A(int n); ERASE static void f(); quiet int g(IN const char* s) const REQUIRES(mu_); Mutex mu_; int n_ GUARDED_BY(mu_) = 0; DISALLOW_COPY(A); };\n" +
          "EXPORT NOINLINE void h() { k(); }\nStatus MUST_USE i(int* RESTRICT p) { j(); }",
      ),
    ).toEqual(["class A", "A(int)", "f()", "g(char)", "()", "h(): k/0", "i(int): j/0"]);
  });

  test("a statement macro with a block keeps its arguments and its block", async () => {
    expect(
      await gist(
        'void f() { LOG_TIMING(INFO, "x") { a(); } FOR_EACH_RANGE (i, 0, n()) { b(); } c(); }',
      ),
    ).toEqual(["f(): LOG_TIMING/2 a/0 n/0 FOR_EACH_RANGE/3 b/0 c/0"]);
  });

  test("macros without a semicolon, alone or with arguments", async () => {
    expect(
      await gist(
        "BEGIN_NS\nREGISTER(a, b())\nvoid f() {\n  ENTER\n  CHECKED(x)\n  g();\n}\nclass C {\n  DECLARE(C)\n public:\n  void m();\n};\nEND_NS\n",
      ),
    ).toEqual(["class C", "(): b/0 REGISTER/2", "f(): CHECKED/1 g/0", "m()"]);
  });

  test("arguments that no expression is", async () => {
    expect(
      await gist(
        "INSTANTIATE(, A, v());\nvoid f() { T* p = va_arg(ap, T*); THROWS(a(), int); OP(==); STACK_OF(X)* s = g(); ElfW(Addr) b = h(); }",
      ),
    ).toEqual(["(): v/0 INSTANTIATE/2", "f(): va_arg/2 a/0 THROWS/2 OP/1 g/0 h/0"]);
  });
});

describe("conditional code", () => {
  test("branches that split a declaration or a statement", async () => {
    expect(
      await gist(
        "#ifdef FAST\nint f(int a)\n#else\nint f(long a)\n#endif\n{\n#if X\n  if (a) g();\n  else\n#endif\n  h();\n}\n" +
          "struct A\n#ifdef _WIN32\n  : W\n#else\n  : L\n#endif\n{ void m(\n#if defined(__linux__)\n int x\n#endif\n ); };",
      ),
    ).toEqual(["class A", "f(int): g/0 h/0", "m(int)"]);
  });

  test("the first branch of an unknown condition, unless it is empty or an error", async () => {
    const vars = async (text: string): Promise<string[]> =>
      (await read(text)).variables.map((v) => v.name);
    expect(await vars("#ifdef A\nint a;\n#elif B\nint b;\n#else\nint c;\n#endif")).toEqual(["a"]);
    expect(await vars("#ifdef A\n#error no\n#else\nint c;\n#endif")).toEqual(["c"]);
    expect(await vars("#ifdef A\n// nothing\n#else\nint c;\n#endif")).toEqual(["c"]);
    expect(await vars("#if 0\nit's prose\n#else\nint c;\n#endif")).toEqual(["c"]);
    expect(await vars("#if !defined(__linux__)\nint a;\n#else\nint c;\n#endif")).toEqual(["c"]);
    expect(
      await vars("#define N 3\n#if N > 4 || (N == 2 && X)\nint a;\n#else\nint c;\n#endif"),
    ).toEqual(["c"]);
    expect(
      await vars("#if __GNUC__ >= 4 && __cplusplus < 201103L\nint a;\n#else\nint c;\n#endif"),
    ).toEqual(["c"]);
    expect(
      await vars("#ifndef G\n#define G\n#if _MSC_VER > 1900\nint a;\n#endif\nint c;\n#endif"),
    ).toEqual(["c"]);
  });

  test("a macro's body ends before the comment behind it", async () => {
    expect(await printed('#define A f("/*") // why\n#define B(x) \\\n  g(x) /* because */\n')).toBe(
      '\nmacro A f("/*")\nmacro B(x) g(x)\n',
    );
  });
});

describe("what the grammar reads", () => {
  const plain = [
    "DWORD f(DWORD x, BOOL* y) { DWORD z = MAX(x, 1) * y; return z & MASK; }",
    "struct S { T* a; U& b; S(int) : a{nullptr}, b(*a) {} S& operator=(S&&) = default; };",
    "template <class T, typename... U> auto g(T t, U&&... u) -> decltype(t(u...)) { return t(std::forward<U>(u)...); }",
    "void h() { FOO(x); if (a) FOO(y); else BAR; a * b; f(a & b); for (auto& c : d) { e(c); } x = {1, 2}; }",
    "enum class E : int { A = 1, B, C = B | A };",
    "void k() { auto l = [this, x = f(1)](int a) mutable -> int { return a; }; l(2); return {}; }",
    "class FINAL_T final : public ns::B<int>, private C { virtual void f(int) const override; FOO_T x; };",
    "int a[] = {1, 2}; static const std::map<K, V> m{{A, 1}, {B, 2}}; extern int b;",
  ];

  test("is left as it is", () => {
    for (const text of plain) expect(rewritten(text)).toBe(text);
  });

  test("keeps all but comments and preprocessor lines", () => {
    const text = '#include <a>\nint a; // b\nint /* c */ d; R"(//)"; \'\\\'\' "/*"\n';
    expect(rewritten(text)).toBe(
      `${" ".repeat(12)}\nint a;     \nint         d; R"(//)"; '\\'' "/*"\n`,
    );
  });
});
