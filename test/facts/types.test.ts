/** Types: classes, fields, bases, enums, aliases, and where they stand. */

import { describe, expect, test } from "vitest";
import { printed } from "./read.ts";

describe("types", () => {
  test("namespaces: nested, inline, anonymous, extern C", async () => {
    expect(
      await printed(`
namespace a::b { inline namespace v1 { class C {}; } namespace { class D; } }
extern "C" { struct E { int x; }; }
extern "C" void one(void);
`),
    ).toMatchInlineSnapshot(`
      "
      class a::b::v1::C
      class a::b::(anonymous)::D;
      class E
        x: int
      fn0 function one() -> void declared
      "
    `);
  });

  test("bases, with arguments and qualifiers", async () => {
    expect(
      await printed(`
class A final : public Base, private virtual ns::Other<int, B*>, T::Inner {};
template <class... Mixins> struct M : Mixins... {};
`),
    ).toMatchInlineSnapshot(`
      "
      class A : Base, ns::Other<int, B*>, T::Inner
      template<Mixins> class M : Mixins
      "
    `);
  });

  test("fields: several declarators, arrays, bit fields, function pointers, defaults", async () => {
    expect(
      await printed(`
struct S {
  int a = 1, *b, c[3]{}, d : 4;
  void (*hook)(int, char*);
  int (*table[8])(void);
  std::function<void(int)> fn = [this] { go(); };
  static thread_local const std::map<int, std::vector<X*>> cache;
  mutable std::mutex mu_;
  std::unique_ptr<Server> server_{new Server(1)};
  Foo& ref;
  unsigned long long n;
};
`),
    ).toMatchInlineSnapshot(`
      "
      class S
        a: int = fn0
        b: int*
        c: int* = fn1
        d: int
        hook: void()
        table: int*()
        fn: std::function<void()> = fn2
        static thread_local cache: std::map<int, std::vector<X*>>
        mu_: std::mutex
        server_: std::unique_ptr<Server> = fn4
        ref: Foo&
        n: unsigned long long
      fn0 initializer in S() -> int
        %1 return 1
      fn1 initializer in S() -> int*
        %0 construct int*()
        %1 return %0
      fn2 initializer in S() -> std::function<void()>
        %0 lambda fn3
        %1 return lambda fn3
      fn3 lambda [this] in fn2 in S()
        %1 call go()
      fn4 initializer in S() -> std::unique_ptr<Server>
        %1 new Server(1)
        %2 construct std::unique_ptr<Server>(%1)
        %3 return %2
      "
    `);
  });

  test("nested, anonymous and out-of-line classes", async () => {
    expect(
      await printed(`
class Outer {
  struct Inner { int z; };
  union { int u; float v; };
  struct { int q; } unnamed;
  class Impl;
};
class Outer::Impl { int hidden; };
typedef struct { int a; } Plain, *PlainPtr;
typedef struct tag { int b; } tag;
struct { int g; } global;
`),
    ).toMatchInlineSnapshot(`
      "
      class Outer
        u: int
        v: float
        unnamed: (anonymous 73)
      class Outer::Inner
        z: int
      class Outer::(anonymous 73)
        q: int
      class Outer::Impl;
      class Outer::Impl
        hidden: int
      class Plain
        a: int
      alias PlainPtr = Plain*
      class tag
        b: int
      class (anonymous 231)
        g: int
      variable global: (anonymous 231)
      "
    `);
  });

  test("enums and aliases", async () => {
    expect(
      await printed(`
enum Color { RED, GREEN = 2, };
enum class State : uint8_t { kIdle, kBusy };
enum { ANON };
using Handler = std::function<void(int)>;
template <typename T> using Vec = std::vector<T, Alloc<T>>;
typedef void (*SigHandler)(int);
typedef unsigned int Number, Numbers[4];
using namespace std;
using std::string;
namespace fs = std::filesystem;
class K { using Base::run; };
`),
    ).toMatchInlineSnapshot(`
      "
      using namespace std
      using name string = std::string
      using alias fs = std::filesystem
      using name run = Base::run in K
      enum Color { RED, GREEN }
      enum State { kIdle, kBusy }
      enum (anonymous 78) { ANON }
      alias Handler = std::function<void()>
      template<T> alias Vec = std::vector<T, Alloc<T>>
      alias SigHandler = void()
      alias Number = unsigned int
      alias Numbers = unsigned int*
      class K
      "
    `);
  });

  test("templates and specialisations", async () => {
    expect(
      await printed(`
template <typename T, int N = 3, typename... R, template <class> class C> class Box { T item; };
template <> struct hash<Foo> { size_t operator()(const Foo& f) const { return f.id(); } };
template <typename T> struct Box<T*> { T* item; };
`),
    ).toMatchInlineSnapshot(`
      "
      template<T, N, R, C> class Box
        item: T
      class hash
      template<T> class Box
        item: T*
      fn0 method hash::operator()(f: Foo&) -> size_t
        %1 member f.id
        %2 call f.id()
        %3 return %2
      "
    `);
  });

  test("types inside functions", async () => {
    expect(
      await printed(`
void f() {
  struct Guard { ~Guard() { release(); } int n = 0; } guard;
  enum { A, B };
  using V = std::vector<int>;
  struct sigaction act;
}
`),
    ).toMatchInlineSnapshot(`
      "
      class Guard
        n: int = fn2
      enum (anonymous 75) { A, B }
      alias V = std::vector<int>
      fn0 function f() -> void
        %0 local guard: Guard
        %1 local act: sigaction
      fn1 destructor Guard::~Guard()
        %1 call release()
      fn2 initializer in Guard() -> int
        %1 return 0
      "
    `);
  });

  test("a word before the class name that only the preprocessor knows", async () => {
    expect(
      await printed(`
class FOO_EXPORT Bar : public Base {
 public:
  void run() { go(); }
};
class MY_API(2) Baz { int x; };
struct FOO { int y; };
class QUX final { int z; };
`),
    ).toMatchInlineSnapshot(`
      "
      class Bar : Base
      class Baz
        x: int
      class FOO
        y: int
      class QUX
        z: int
      fn0 method Bar::run() -> void
        %1 call go()
      "
    `);
  });

  test("Qt classes", async () => {
    expect(
      await printed(`
class W : public QWidget {
  Q_OBJECT
  Q_PROPERTY(int x READ x)
 public slots:
  void onClick() { go(); }
 signals:
  void changed(int v);
 private:
  int a_;
};
`),
    ).toMatchInlineSnapshot(`
      "
      class W : QWidget
        a_: int
      fn0 method W::onClick() -> void
        %1 call go()
      fn1 method W::changed(v: int) -> void declared
      "
    `);
  });

  test("variables", async () => {
    expect(
      await printed(`
int plain = f(), *pointer;
static const char* const kName = "x";
extern int elsewhere;
thread_local std::string tls{"a"};
std::thread worker([] { run(); });
namespace { Foo hidden; }
int Foo::count = 0;
static void (*handler)(int) = nullptr;
std::array<std::function<void(int)>, 64> handlers;
`),
    ).toMatchInlineSnapshot(`
      "
      variable plain: int = fn0
      variable pointer: int*
      variable internal kName: char* = fn1
      variable extern elsewhere: int
      variable thread_local tls: std::string = fn2
      variable worker: std::thread = fn3
      variable internal (anonymous)::hidden: Foo
      variable Foo::count: int = fn5
      variable internal handler: void() = fn6
      variable handlers: std::array<std::function<void()>, 64>
      fn0 initializer () -> int
        %1 call f()
        %2 return %1
      fn1 initializer () -> char*
        %1 return "x"
      fn2 initializer () -> std::string
        %1 construct std::string("a")
        %2 return %1
      fn3 initializer () -> std::thread
        %0 lambda fn4
        %1 construct std::thread(lambda fn4)
        %2 return %1
      fn4 lambda [] in fn3 ()
        %1 call run()
      fn5 initializer in Foo() -> int
        %1 return 0
      fn6 initializer () -> void()
        %1 return nullptr
      "
    `);
  });

  test("includes and macros", async () => {
    expect(
      await printed(`
#include <a/b.h>
#include "c.h"
#define EMPTY
#define ONE 1
#define CALL(a, b, ...) do { a(b); } while (0)
#define LONG(x) \\
  x.lock();     \\
  x.unlock()
`),
    ).toMatchInlineSnapshot(`
      "
      include <a/b.h>
      include "c.h"
      macro EMPTY
      macro ONE 1
      macro CALL(a, b, ...) do { a(b); } while (0)
      macro LONG(x) x.lock();     \\
        x.unlock()
      fn0 macro LONG(x: void) -> void
        %1 member x.lock
        %2 call x.lock()
        %4 member x.unlock
        %5 call x.unlock()
      "
    `);
  });

  test("conditional code: other systems are left out, of an unknown condition the first branch is read", async () => {
    expect(
      await printed(`
#ifdef _WIN32
int windows;
#elif defined(__APPLE__)
int apple;
#else
int here;
#endif
#ifndef _MSC_VER
int notMsvc;
#else
int msvc;
#endif
#if defined(WITH_X) && !defined(_WIN32)
int x;
#else
int y;
#endif
#if 0
int dead;
#endif
#if defined(_WIN32) || 0
int deadToo;
#endif
class C {
#ifdef A
  int a;
#else
  int b;
#endif
};
`),
    ).toMatchInlineSnapshot(`
      "
      class C
        a: int
      variable here: int
      variable notMsvc: int
      variable x: int
      "
    `);
  });
});
