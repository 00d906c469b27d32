/** Functions: what their heads say. */

import { describe, expect, test } from "vitest";
import { printed } from "./read.ts";

describe("functions", () => {
  test("methods in a class", async () => {
    expect(
      await printed(`
class A {
  A();
  explicit A(int n) : Base(n), x_{n}, y_(make(n)) { start(); }
  A(const A&) = delete;
  A(A&&) = default;
  virtual ~A();
  virtual void pure(int a) const = 0;
  void over() override;
  void last() const final { done(); }
  static A& get() { static A a; return a; }
  A& operator=(const A& o);
  bool operator()(int) const { return true; }
  operator bool() const { return ok(); }
  explicit operator std::string() const;
  void* operator new [](size_t n);
  template <class V> void put(V&& v);
  auto tail(int x) -> std::vector<int>;
  friend void helper(A& a) { a.go(); }
  friend class B;
};
`),
    ).toMatchInlineSnapshot(`
      "
      class A
      fn0 constructor A::A() declared
      fn1 constructor A::A(n: int)
        init Base(n)
        init x_(n)
        init y_(%4)
        %4 call make(n)
        %6 call start()
      fn2 constructor A::A(_: A&) declared
      fn3 constructor A::A(_: A&)
      fn4 destructor A::~A() virtual declared
      fn5 method A::pure(a: int) -> void virtual pure declared
      fn6 method A::over() -> void virtual override declared
      fn7 method A::last() -> void virtual override
        %1 call done()
      fn8 method A::get() -> A& static
        %0 local static a: A
        %2 return a
      fn9 method A::operator=(o: A&) -> A& declared
      fn10 method A::operator()(_: int) -> bool
        %1 return true
      fn11 method A::operator bool() -> bool
        %1 call ok()
        %2 return %1
      fn12 method A::operator std::string() -> std::string declared
      fn13 method A::operator new[](n: size_t) -> void* declared
      fn14 template<V> method A::put(v: V&) -> void declared
      fn15 method A::tail(x: int) -> std::vector<int> declared
      fn16 function helper(a: A&) -> void
        %1 member a.go
        %2 call a.go()
      "
    `);
  });

  test("methods outside their class", async () => {
    expect(
      await printed(`
void A::run() { go(); }
A::A() : b_(1) {}
A::~A() { stop(); }
A::operator bool() const { return true; }
template <typename T> template <typename U> int Box<T>::put(U u) { return 0; }
namespace n { Status C::D::make(int a, int b) { return {}; } }
`),
    ).toMatchInlineSnapshot(`
      "
      fn0 function A::run() -> void (qualifier 1)
        %1 call go()
      fn1 constructor A::A() (qualifier 1)
        init b_(1)
      fn2 destructor A::~A() (qualifier 1)
        %1 call stop()
      fn3 function A::operator bool() -> bool (qualifier 1)
        %1 return true
      fn4 template<T, U> function Box::put(u: U) -> int (qualifier 1)
        %1 return 0
      fn5 function n::C::D::make(a: int, b: int) -> Status (qualifier 2)
        %0 list {}
        %1 return %0
      "
    `);
  });

  test("free functions and their parameters", async () => {
    expect(
      await printed(`
int main(int argc, char** argv) { return 0; }
static std::unique_ptr<A> make(const std::string& s, int (*cb)(int), A&& a, int = 3, Args&&... args);
void none(void);
void (*signal(int s, void (*h)(int)))(int);
void takesFunction(void h(int));
unsigned long width(unsigned long long v, char buf[16]);
bool operator<(const A& a, const A& b);
[[nodiscard]] constexpr int attr() noexcept { return 1; }
`),
    ).toMatchInlineSnapshot(`
      "
      fn0 function main(argc: int, argv: char**) -> int
        %1 return 0
      fn1 function make(s: std::string&, cb: int(), a: A&, _: int = ?, args: Args&...) -> std::unique_ptr<A> static internal declared
      fn2 function none() -> void declared
      fn3 function signal(s: int, h: void()) -> void() declared
      fn4 function takesFunction(h: void()) -> void declared
      fn5 function width(v: unsigned long long, buf: char*) -> unsigned long declared
      fn6 function operator<(a: A&, b: A&) -> bool declared
      fn7 function attr() -> int
        %1 return 1
      "
    `);
  });

  test("constructor with a function try block", async () => {
    expect(
      await printed(`
A::A() try : x(f()) { g(); } catch (const E& e) { h(); }
`),
    ).toMatchInlineSnapshot(`
      "
      fn0 constructor A::A() (qualifier 1)
        init x(%2)
        %0 try
          %2 call f()
          %4 call g()
        end
        %6 catch
          %7 local e: E&
          %9 call h()
        end
      "
    `);
  });

  test("lambdas: captures, parameters, nesting", async () => {
    expect(
      await printed(`
void f() {
  auto a = [x = std::move(y), &z, this, w](int n, auto&& m) mutable -> int { return n; };
  auto b = [=, &q] { inner([&] { deep(); }); };
  auto c = [*this, args...] {};
  auto d = []<typename T>(T t) { use(t); };
}
`),
    ).toMatchInlineSnapshot(`
      "
      fn0 function f() -> void
        %2 call std::move(y)
        %3 lambda fn1
        %4 local a: auto = lambda fn1
        %5 lambda fn2
        %6 local b: auto = lambda fn2
        %7 lambda fn4
        %8 local c: auto = lambda fn4
        %9 lambda fn5
        %10 local d: auto = lambda fn5
      fn1 lambda [x = %2, &z, this, w] in fn0 (n: int, m: auto&) -> int
        %1 return n
      fn2 lambda [=, &q] in fn0 ()
        %1 lambda fn3
        %2 call inner(lambda fn3)
      fn3 lambda [&] in fn2 ()
        %1 call deep()
      fn4 lambda [*this, args] in fn0 ()
      fn5 template<T> lambda [] in fn0 (t: T)
        %2 call use(t)
      "
    `);
  });

  test("macros that look like functions", async () => {
    expect(
      await printed(`
TEST(Suite, First) { run(); }
TEST(Suite, Second) { stop(); }
DEFINE_string(name, "a", "b");
REGISTER(x, [] { lambdaAtFileScope(); });
class A { DISALLOW_COPY(A); void f(); };
`),
    ).toMatchInlineSnapshot(`
      "
      class A
      fn0 function TEST(Suite, First)(_: Suite, _: First)
        %1 call run()
      fn1 function TEST(Suite, Second)(_: Suite, _: Second)
        %1 call stop()
      fn2 initializer ()
        %4 call DEFINE_string(name, "a", "b")
      fn3 initializer ()
        %2 lambda fn4
        %3 call REGISTER(x, lambda fn4)
      fn4 lambda [] in fn3 ()
        %1 call lambdaAtFileScope()
      fn5 method A::f() -> void declared
      "
    `);
  });

  test("initialisers of fields and variables are functions", async () => {
    expect(
      await printed(`
class A { int a = f(1); std::vector<int> v{1, 2}; };
int g = h();
B b(1, x);
`),
    ).toMatchInlineSnapshot(`
      "
      class A
        a: int = fn0
        v: std::vector<int> = fn1
      variable g: int = fn2
      variable b: B = fn3
      fn0 initializer in A() -> int
        %2 call f(1)
        %3 return %2
      fn1 initializer in A() -> std::vector<int>
        %2 construct std::vector<int>(1, 2)
        %3 return %2
      fn2 initializer () -> int
        %1 call h()
        %2 return %1
      fn3 initializer () -> B
        %2 construct B(1, x)
        %3 return %2
      "
    `);
  });
});
