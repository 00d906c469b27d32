/** Statements: control marks around what their parts do. */

import { describe, expect, test } from "vitest";
import { body } from "./read.ts";

describe("statements", () => {
  test("if, else if, else, with declarations in conditions", async () => {
    expect(
      await body(`
if (a) b(); else if (auto* p = get()) p->x(); else { c(); }
if (auto it = m.find(k); it != m.end()) it->second();
if constexpr (N > 1) d();
`),
    ).toMatchInlineSnapshot(`
      "
        %1 if a
          %3 call b()
        %4 else
          %5 scope
            %7 call get()
            %8 local p: auto* = %7
            %10 if p
              %12 member p->x
              %13 call p->x()
            %14 else
              %16 call c()
            end
          end
        end
        %20 scope
          %22 member m.find
          %24 call m.find(k)
          %25 local it: auto = %24
          %28 member m.end
          %29 call m.end()
          %30 it != %29
          %31 if %30
            %33 member it->second
            %34 call it->second()
          end
        end
        %39 N > 1
        %40 if %39
          %42 call d()
        end
      "
    `);
  });

  test("loops", async () => {
    expect(
      await body(`
while (!done()) { usleep(100); }
while (auto* t = next()) t->run();
do { step(); } while (more());
for (int i = 0, n = size(); i < n; ++i) body(i);
for (;;) { if (x) break; continue; }
for (const auto& [k, v] : items()) use(k, v);
for (auto* e : list_) e->stop();
`),
    ).toMatchInlineSnapshot(`
      "
        %0 loop while
          %2 call done()
          %3 !%2
          %4 test %3
          %7 call usleep(100)
        end
        %9 loop while
          %10 scope
            %12 call next()
            %13 local t: auto* = %12
            %15 test t
            %17 member t->run
            %18 call t->run()
          end
        end
        %21 loop do
          %23 call step()
          %25 call more()
          %26 test %25
        end
        %28 scope
          %30 local i: int = 0
          %32 call size()
          %33 local n: int = %32
          %34 loop for
            %37 i < n
            %38 test %37
            %41 call body(i)
            %43 ++i
          end
        end
        %46 loop for
          %48 if x
            %49 break
          end
          %51 continue
        end
        %54 call items()
        %55 loop range
          %56 element of %54
          %57 element of %56
          %58 local k: auto& = %57
          %59 element of %56
          %60 local v: auto& = %59
          %64 call use(k, v)
        end
        %67 loop range
          %68 element of list_
          %69 local e: auto* = %68
          %71 member e->stop
          %72 call e->stop()
        end
      "
    `);
  });

  test("switch", async () => {
    expect(
      await body(`
switch (int s = state()) {
  case kA: case kB: a(); break;
  case 3: { b(); return; }
  default: c();
}
`),
    ).toMatchInlineSnapshot(`
      "
        %0 scope
          %2 call state()
          %3 local s: int = %2
          %5 switch s
          %7 case kA
          %9 case kB
            %11 call a()
            %12 break
          %14 case 3
            %15 scope
              %17 call b()
              %18 return _
            end
          %20 default
            %22 call c()
          end
        end
      "
    `);
  });

  test("try and catch", async () => {
    expect(
      await body(`
try { a(); throw Error(1); } catch (const E& e) { log(e.what()); } catch (...) { throw; }
`),
    ).toMatchInlineSnapshot(`
      "
        %0 try
          %2 call a()
          %5 call Error(1)
          %6 throw
        end
        %8 catch
          %9 local e: E&
          %12 member e.what
          %13 call e.what()
          %14 call log(%13)
        end
        %16 catch
          %17 throw
        end
      "
    `);
  });

  test("jumps, labels, coroutines", async () => {
    expect(
      await body(`
again:
  co_await sleep(1);
  co_yield value();
  if (x) goto again;
  co_return result();
`),
    ).toMatchInlineSnapshot(`
      "
        %2 call sleep(1)
        %3 await %2
        %5 call value()
        %6 await %5
        %8 if x
          %9 goto
        end
        %12 call result()
        %13 return %12
      "
    `);
  });

  test("declarations of locals", async () => {
    expect(
      await body(`
int plain, *p = nullptr, arr[3] = {1, 2};
std::string s{"a" "b"};
Foo copy = other;
Foo paren(1, x());
static Foo once = make();
thread_local static int t{};
const auto& ref = get();
auto [a, b] = pair();
`),
    ).toMatchInlineSnapshot(`
      "
        %0 local plain: int
        %2 local p: int* = nullptr
        %5 list {1, 2}
        %6 local arr: int* = %5
        %8 local s: std::string{"ab"}
        %10 local copy: Foo = other
        %13 call x()
        %14 local paren: Foo(1, %13)
        %16 call make()
        %17 local static once: Foo = %16
        %18 local static thread_local t: int{}
        %20 call get()
        %21 local ref: auto& = %20
        %23 call pair()
        %24 element of %23
        %25 local a: auto = %24
        %26 element of %23
        %27 local b: auto = %26
      "
    `);
  });

  test("variables that read as prototypes", async () => {
    expect(
      await body(`
std::lock_guard<std::mutex> l(mu_);
std::lock_guard<std::mutex> l2(this->mu_);
std::unique_lock lock(mu_);
Guard g(lock(y), z);
T t(std::move(x));
T u(a * b);
T v(f()[0]);
std::thread th(&A::run, this);
Timer timer(1s, std::bind(&A::tick, this));
folly::RWSpinLock::WriteHolder wh(parts_[i]);
`),
    ).toMatchInlineSnapshot(`
      "
        %1 local l: std::lock_guard<std::mutex>(mu_)
        %3 member this->mu_
        %4 local l2: std::lock_guard<std::mutex>(this->mu_)
        %6 local lock: std::unique_lock(mu_)
        %9 call lock(y)
        %11 local g: Guard(%9, z)
        %14 call std::move(x)
        %15 local t: T(%14)
        %18 a * b
        %19 local u: T(%18)
        %21 call f()
        %23 index %21[0]
        %24 local v: T(%23)
        %26 &A::run
        %28 local th: std::thread(%26, this)
        %32 &A::tick
        %34 call std::bind(%32, this)
        %35 local timer: Timer(1s, %34)
        %38 index parts_[i]
        %39 local wh: folly::RWSpinLock::WriteHolder(%38)
      "
    `);
  });

  test("prototypes inside a function declare no variable", async () => {
    expect(
      await body(`
extern int other(int);
void prototype(int a);
int named(const Foo& foo);
Foo vexing();
`),
    ).toMatchInlineSnapshot(`
      "

      "
    `);
  });

  test("macros with blocks", async () => {
    expect(
      await body(`
FOREACH(v, items) { a(v); }
BOOST_FOREACH(int x, items) { b(x); }
Q_FOREACH (auto e, list()) c(e);
WITH_LOCK(mu_) { d(); }
SCOPE_EXIT { e(); };
SYNCHRONIZED { f(); }
RETURN_IF_ERROR(x.Init());
LOG_IF(WARNING, slow()) << "late " << name();
RUN(1, { g(); });
`),
    ).toMatchInlineSnapshot(`
      "
        %0 loop for
          %4 call FOREACH(v, items)
          %7 call a(v)
        end
        %10 loop range
          %11 element of items
          %12 local x: int = %11
          %15 call b(x)
        end
        %18 call list()
        %19 loop range
          %20 element of %18
          %21 local e: auto = %20
          %24 call c(e)
        end
        %26 scope
          %29 call WITH_LOCK(mu_)
          %31 call d()
        end
        %33 lambda fn1
        %34 local : SCOPE_EXIT{lambda fn1}
        %35 scope
          %37 call f()
        end
        %41 member x.Init
        %42 call x.Init()
        %43 call RETURN_IF_ERROR(%42)
        %47 call slow()
        %48 call LOG_IF(WARNING, %47)
        %50 %48 << "late "
        %52 call name()
        %53 %50 << %52
        %56 scope
          %58 call g()
        end
        %60 call RUN(1)
      fn1 lambda [&] in fn0 ()
        %1 call e()
      "
    `);
  });

  test("conditional code in a body", async () => {
    expect(
      await body(`
#ifdef _WIN32
  windows();
#else
  here();
#endif
#if 0
  dead();
#endif
#ifdef FEATURE
  with();
#else
  without();
#endif
`),
    ).toMatchInlineSnapshot(`
      "
        %1 call here()
        %3 call with()
      "
    `);
  });
});
