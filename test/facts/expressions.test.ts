/** Expressions, in the order in which they are evaluated. */

import { describe, expect, test } from "vitest";
import { body } from "./read.ts";

describe("expressions", () => {
  test("calls", async () => {
    expect(
      await body(`
plain(1, x);
a::b::f<int>(x);
::close(fd);
Singleton<Foo>::get();
obj.m(1)->n(2);
x.template make<T>(1);
this->go();
go2()();
(*cb)(3);
handlers_[i](sig);
(x.*pm)(1);
p->~Foo();
p->Base::stop();
`),
    ).toMatchInlineSnapshot(`
      "
        %3 call plain(1, x)
        %6 call a::b::f<int>(x)
        %9 call ::close(fd)
        %11 call Singleton::get<Foo>()
        %13 member obj.m
        %15 call obj.m(1)
        %16 member %15->n
        %18 call %15->n(2)
        %20 member x.make
        %22 call x.make<T>(1)
        %24 member this->go
        %25 call this->go()
        %27 call go2()
        %28 call %27()
        %30 *cb
        %32 call %30(3)
        %35 index handlers_[i]
        %37 call %35(sig)
        %40 x .* pm
        %42 call %40(1)
        %44 member p->~Foo
        %45 call p->~Foo()
        %47 member p->Base::stop
        %48 call p->Base::stop()
      "
    `);
  });

  test("casts", async () => {
    expect(
      await body(`
(int)a();
static_cast<Foo*>(b());
std::static_pointer_cast<Foo>(c);
int(d());
(void)e();
Foo(f());
Foo{g()};
std::chrono::milliseconds(100);
`),
    ).toMatchInlineSnapshot(`
      "
        %1 call a()
        %2 cast int(%1)
        %4 call b()
        %5 cast Foo*(%4)
        %8 call std::static_pointer_cast<Foo>(c)
        %10 call d()
        %11 cast int(%10)
        %13 call e()
        %14 cast void(%13)
        %17 call f()
        %18 call Foo(%17)
        %20 call g()
        %21 construct Foo(%20)
        %24 call std::chrono::milliseconds(100)
      "
    `);
  });

  test("new and delete", async () => {
    expect(
      await body(`
new Foo(a());
new int[n()];
new (buf()) Foo;
new Foo*[3];
new Foo{1, 2};
delete p;
delete[] q->items;
::delete r;
`),
    ).toMatchInlineSnapshot(`
      "
        %1 call a()
        %2 new Foo(%1)
        %4 call n()
        %5 new int()
        %7 call buf()
        %8 new Foo()
        %10 new Foo*()
        %13 new Foo(1, 2)
        %15 delete p
        %17 member q->items
        %18 delete[] q->items
        %20 delete r
      "
    `);
  });

  test("operators", async () => {
    expect(
      await body(`
a = b ? c() : d();
x += y();
i++, --j;
!f() && -g() || ~h();
LOG(INFO) << a << b() << "c";
auto n = *p + &q - arr[k()];
co_await a();
sizeof(Foo);
s = std::string("a") + "b";
`),
    ).toMatchInlineSnapshot(`
      "
        %2 call c()
        %4 call d()
        %5 b ? %2 : %4
        %7 a = %5
        %9 call y()
        %11 x += %9
        %13 ++i
        %15 --j
        %17 call f()
        %18 !%17
        %20 call g()
        %21 -%20
        %22 %18 && %21
        %24 call h()
        %25 ~%24
        %26 %22 || %25
        %29 call LOG(INFO)
        %31 %29 << a
        %33 call b()
        %34 %31 << %33
        %36 %34 << "c"
        %38 *p
        %40 &q
        %41 %38 + %40
        %44 call k()
        %45 index arr[%44]
        %46 %41 - %45
        %47 local n: auto = %46
        %49 call a()
        %50 await %49
        %54 call std::string("a")
        %56 %54 + "b"
        %58 s = %56
      "
    `);
  });

  test("literals", async () => {
    expect(
      await body(`
f(1'000'000, 0x1F, 'c', true, nullptr, 1.5f, 10ms, "str", L"wide", R"x(ra"w)x", "a" "b", "abc"s);
`),
    ).toMatchInlineSnapshot(`
      "
        %13 call f(1'000'000, 0x1F, 'c', true, nullptr, 1.5f, 10ms, "str", "wide", "ra\\"w", "ab", "abc")
      "
    `);
  });

  test("lists", async () => {
    expect(
      await body(`
take({1, g(), {2}});
Foo z = {.sa_handler = h, .n = k()};
std::vector<std::thread> ts{make(), make()};
return {a(), 1};
`),
    ).toMatchInlineSnapshot(`
      "
        %3 call g()
        %5 list {2}
        %6 list {1, %3, %5}
        %7 call take(%6)
        %10 call k()
        %11 list {h, %10}
        %12 local z: Foo = %11
        %14 call make()
        %16 call make()
        %17 local ts: std::vector<std::thread>{%14, %16}
        %19 call a()
        %21 list {%19, 1}
        %22 return %21
      "
    `);
  });

  test("lambdas as arguments, also of macros", async () => {
    expect(
      await body(`
loop->post([this] { run(); });
BIND(this, [&](int a) { use(a); });
LOG(INFO) << [] { return text(); }();
std::thread([this] { serve(); }).detach();
thread_.reset(new std::thread([=]() { work(); }));
`),
    ).toMatchInlineSnapshot(`
      "
        %1 member loop->post
        %2 lambda fn1
        %3 call loop->post(lambda fn1)
        %6 lambda fn2
        %7 call BIND(this, lambda fn2)
        %10 call LOG(INFO)
        %11 lambda fn3
        %12 call lambda fn3()
        %13 %10 << %12
        %15 lambda fn4
        %16 call std::thread(lambda fn4)
        %17 member %16.detach
        %18 call %16.detach()
        %20 member thread_.reset
        %21 lambda fn5
        %22 new std::thread(lambda fn5)
        %23 call thread_.reset(%22)
      fn1 lambda [this] in fn0 ()
        %1 call run()
      fn2 lambda [&] in fn0 (a: int)
        %2 call use(a)
      fn3 lambda [] in fn0 ()
        %1 call text()
        %2 return %1
      fn4 lambda [this] in fn0 ()
        %1 call serve()
      fn5 lambda [=] in fn0 ()
        %1 call work()
      "
    `);
  });

  test("assertions hold from there on", async () => {
    expect(
      await body(`
CHECK(gettid() != tid_) << "wrong thread";
assert(!pool->inWorker());
DCHECK_NE(a, b());
CHECK_NOTNULL(p)->run();
RTC_DCHECK_GE(n, 0);
`),
    ).toMatchInlineSnapshot(`
      "
        %2 call gettid()
        %4 %2 != tid_
        %5 call CHECK(%4)
        %6 assume %4
        %8 %5 << "wrong thread"
        %11 member pool->inWorker
        %12 call pool->inWorker()
        %13 !%12
        %14 call assert(%13)
        %15 assume %13
        %19 call b()
        %20 call DCHECK_NE(a, %19)
        %21 a != %19
        %22 assume %21
        %25 call CHECK_NOTNULL(p)
        %26 member %25->run
        %27 call %25->run()
        %31 call RTC_DCHECK_GE(n, 0)
        %32 n >= 0
        %33 assume %32
      "
    `);
  });

  test("a statement expression keeps its block", async () => {
    expect(
      await body(`
auto v = ({ lock(); get(); });
`),
    ).toMatchInlineSnapshot(`
      "
        %0 scope
          %2 call lock()
          %4 call get()
        end
        %6 local v: auto = _
      "
    `);
  });
});
