/** Laws of extraction: it never throws, whatever the text, and what it yields is well formed. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractFacts } from "../../server/src/extract/extract.ts";
import type { FileFacts, FunctionFact } from "../../server/src/facts/fileFacts.ts";
import type { Op } from "../../server/src/facts/op.ts";
import { testParser } from "../harness/parser.ts";

const parser = await testParser();

/** A text that has a bit of everything. */
const sample = `
#include <mutex>
#define CALL(f, ...) f(__VA_ARGS__)
namespace a::b { namespace {
template <typename T, typename... R> class Pool final : public Base<T>, private ns::Other {
 public:
  explicit Pool(int n) : Base<T>(n), size_{n} { for (int i = 0; i < n; ++i) workers_.emplace_back([this, i] { run(i); }); }
  virtual ~Pool() override { stop(); }
  Pool& operator=(const Pool&) = delete;
  operator bool() const { return !done_; }
  void post(std::function<void(int)> f) { std::lock_guard<std::mutex> l(mu_); tasks_.push_back(std::move(f)); cv_.notify_one(); }
 private:
  struct Task { void (*fn)(int) = nullptr; union { int a; float b; }; } last_;
  static thread_local std::map<int, std::vector<Task*>> cache;
  bool done_ = false, *flag_;
};
} }
int Foo::count = make<int>(1, "二" "🚀");
static void handler(int sig) try { switch (sig) { case SIGTERM: case 2: { delete[] g; return; } default: throw Error{sig}; } } catch (const E& e) { log(e); } catch (...) {}
auto main(int argc, char** argv) -> int {
  if (auto it = m.find(k); it != m.end()) { it->second->stop(); } else if (x) while (!ok()) usleep(10); else do { y(); } while (z);
  auto [p, q] = co_await pair(); static int once = 1'000; T t(std::move(p)); int* arr = new int[3]{1, 2};
  LOG(INFO) << R"(raw)" << (a ? b() : c(), d) << static_cast<int>(e) << [=, &r, v = f()](auto... xs) mutable { return (xs + ...); }(1);
#ifdef _WIN32
  windows();
#else
  CHECK_EQ(a, b) << "no";
#endif
  FOREACH(i, list) { use(i); } SCOPE_EXIT { end(); };
  for (const auto& [k, v] : map) goto out;
out: return {1, .a = 2};
}
`;

function expectWellFormed(facts: FileFacts, text: string): void {
  expect(facts.length).toBe(text.length);
  for (const f of facts.functions) expectWellFormedFunction(facts, f, text);
  for (const fact of [...facts.types, ...facts.variables, ...facts.gaps]) expectSpan(fact, text);
  for (const t of facts.types) {
    for (const field of t.fields) expect(field.initializer).toBeLessThan(facts.functions.length);
  }
}

function expectSpan(span: { readonly start: number; readonly end: number }, text: string): void {
  if (span.start < 0 || span.end < span.start || span.end > text.length) {
    expect.fail(`span ${span.start}..${span.end} in a text of ${text.length}`);
  }
}

function expectWellFormedFunction(facts: FileFacts, f: FunctionFact, text: string): void {
  expectSpan(f, text);
  expect(f.parent).toBeLessThan(facts.functions.length);
  let open = 0;
  f.ops.forEach((op, i) => {
    expectSpan(op, text);
    for (const operand of operandsOf(op)) {
      if (operand < -1 || operand >= i) expect.fail(`%${i} (${op.k}) refers to %${operand}`);
    }
    if (op.k === "lambda") expect(facts.functions[op.fn]?.kind).toBe("lambda");
    if (["scope", "if", "switch", "loop", "try", "catch"].includes(op.k)) open++;
    if (op.k === "end") open--;
    if (open < 0) expect.fail("an end too many");
  });
  expect(open).toBe(0);
}

function operandsOf(op: Op): number[] {
  const operands: number[] = [];
  for (const [key, value] of Object.entries(op)) {
    if (["start", "end", "fn"].includes(key)) continue;
    if (typeof value === "number") operands.push(value);
    else if (Array.isArray(value)) operands.push(...value.filter((v) => typeof v === "number"));
  }
  return operands;
}

describe("extraction", () => {
  test("the sample itself is understood", () => {
    const facts = extractFacts(parser, sample);
    expect(facts.gaps).toEqual([]);
    expectWellFormed(facts, sample);
  });

  test("any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        expectWellFormed(extractFacts(parser, text), text);
      }),
      { numRuns: 600, seed: 1 },
    );
  });

  test("any tokens of C++", () => {
    const words = [...new Set(sample.match(/\w+|[^\w\s]/g))];
    const texts = fc
      .array(fc.constantFrom(...words), { maxLength: 120 })
      .map((parts) => parts.join(" "));
    fc.assert(
      fc.property(texts, (text) => {
        expectWellFormed(extractFacts(parser, text), text);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test("every prefix of a real text", () => {
    for (let end = 0; end <= sample.length; end += 3) {
      const text = sample.slice(0, end);
      expectWellFormed(extractFacts(parser, text), text);
    }
  }, 60_000);

  test("a real text with pieces cut, doubled and put elsewhere", () => {
    const at = fc.nat({ max: sample.length });
    fc.assert(
      fc.property(fc.array(fc.tuple(at, at, at), { minLength: 1, maxLength: 4 }), (cuts) => {
        let text = sample;
        for (const [a, b, c] of cuts) {
          const piece = text.slice(Math.min(a, b), Math.max(a, b));
          text = text.slice(0, c) + piece + text.slice(c + (a % 3) * piece.length);
        }
        expectWellFormed(extractFacts(parser, text), text);
      }),
      { numRuns: 600, seed: 1 },
    );
  }, 60_000);

  test("the same text gives the same facts", () => {
    expect(extractFacts(parser, sample)).toEqual(extractFacts(parser, sample));
  });

  test("facts survive being written down", () => {
    const facts = extractFacts(parser, sample);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });
});
