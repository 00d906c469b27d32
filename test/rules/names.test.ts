/** What a name and an expression mean: each call that is understood ends in a thread that joins itself. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("the receiver of the call is found", () => {
  fixture(
    "auto from call",
    `
#include <thread>
struct W { void stop() { t_.join(); }
//                          ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { body(); }); } void body(); W* me() { return this; } std::thread t_; };
void W::body() { auto p = me(); p->stop(); }
int main() { W w; w.start(); }
`,
  );

  fixture(
    "chained calls",
    `
#include <thread>
struct W; struct A { W* w; W& get() { return *w; } }; struct B { A a; A& inner() { return a; } const A* ptr() const { return &a; } };
struct W { void stop() { t_.join(); }
//                          ^^^^^^ d1 self-join
  void start() { b.a.w = this; t_ = std::thread([this] { body(); }); } void body(); B b; std::thread t_; };
void W::body() { b.inner().get().stop(); }
int main() { W w; w.start(); }
`,
  );

  fixture(
    "operator call on object",
    `
#include <thread>
struct W { void operator()() { t_.join(); }
//                                ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { body(); }); } void body() { (*this)(); } std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "default member init",
    `
#include <thread>
#include <memory>
struct In { void stop() { t_.join(); }
//                           ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
struct W { std::unique_ptr<In> in = std::make_unique<In>(); void go() { in->start(); } };
int main() { W w; w.go(); }
`,
  );

  fixture(
    "map iterator second",
    `
#include <thread>
#include <map>
#include <memory>
struct W { std::map<int, std::shared_ptr<struct In>> m; void go(); void end(); };
struct In { W* w; void stop() { t_.join(); }
//                                 ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { w->end(); }); } std::thread t_; };
void W::go() { auto in = std::make_shared<In>(); in->w = this; m[1] = in; in->start(); }
void W::end() { auto it = m.find(1); if (it != m.end()) it->second->stop(); }
int main() { W w; w.go(); }
`,
  );

  fixture(
    "map iterator for loop",
    `
#include <thread>
#include <map>
#include <memory>
struct In; struct W { std::map<int, In*> m; void go(); void end(); };
struct In { W* w; void stop() { t_.join(); }
//                                 ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { w->end(); }); } std::thread t_; };
void W::go() { In* in = new In; in->w = this; m[1] = in; in->start(); }
void W::end() { for (std::map<int, In*>::iterator it = m.begin(); it != m.end(); ++it) it->second->stop(); }
int main() { W w; w.go(); }
`,
  );

  fixture(
    "map iterator auto for loop",
    `
#include <thread>
#include <map>
#include <memory>
struct In; struct W { std::map<int, In*> m; void go(); void end(); };
struct In { W* w; void stop() { t_.join(); }
//                                 ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { w->end(); }); } std::thread t_; };
void W::go() { In* in = new In; in->w = this; m.insert(std::make_pair(1, in)); in->start(); }
void W::end() { for (auto it = m.begin(); it != m.end(); ++it) it->second->stop(); }
int main() { W w; w.go(); }
`,
  );

  fixture(
    "structured binding map",
    `
#include <thread>
#include <map>
#include <memory>
struct In; struct W { std::map<int, std::unique_ptr<In>> m; void go(); void end(); };
struct In { W* w; void stop() { t_.join(); }
//                                 ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { w->end(); }); } std::thread t_; };
void W::go() { auto in = std::make_unique<In>(); in->w = this; auto* raw = in.get(); m.emplace(1, std::move(in)); raw->start(); }
void W::end() { for (auto& [k, v] : m) v->stop(); }
int main() { W w; w.go(); }
`,
  );

  fixture(
    "structured binding pair",
    `
#include <thread>
#include <utility>
struct In { void stop() { t_.join(); }
//                           ^^^^^^ d1 self-join
  std::pair<In*, int> both() { return {this, 1}; }
  void start() { t_ = std::thread([this] { auto [p, n] = both(); p->stop(); }); } std::thread t_; };
int main() { In w; w.start(); }
`,
  );

  fixture(
    "range for map pair",
    `
#include <thread>
#include <unordered_map>
#include <string>
struct In; struct W { std::unordered_map<std::string, In*> m; void go(); void end(); };
struct In { W* w; void stop() { t_.join(); }
//                                 ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { w->end(); }); } std::thread t_; };
void W::go() { In* in = new In; in->w = this; m["a"] = in; in->start(); }
void W::end() { for (const auto& kv : m) kv.second->stop(); }
int main() { W w; w.go(); }
`,
  );

  fixture(
    "alias template",
    `
#include <thread>
#include <memory>
template <class T> using Ptr = std::shared_ptr<T>;
struct In { Ptr<In> self; void stop() { t_.join(); }
//                                         ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { self->stop(); }); } std::thread t_; };
int main() { auto p = std::make_shared<In>(); p->self = p; p->start(); }
`,
  );

  fixture(
    "nested typedef",
    `
#include <thread>
#include <memory>
struct In { typedef std::shared_ptr<In> SPtr; SPtr self; void stop() { t_.join(); }
//                                                                        ^^^^^^ d1 self-join
  void start() { t_ = std::thread([this] { self->stop(); }); } std::thread t_; };
int main() { In::SPtr p = std::make_shared<In>(); p->self = p; p->start(); }
`,
  );

  fixture(
    "nested type through typedef",
    `
#include <thread>
struct Outer { struct Impl { void stop() { t_.join(); }
//                                            ^^^^^^ d1 self-join
   void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; }; };
typedef Outer O2;
int main() { O2::Impl i; i.start(); }
`,
  );

  fixture(
    "base template field of T",
    `
#include <thread>
template <class T> struct Holder { T item; T* operator->() { return &item; } T& value() { return item; } };
struct W { void stop() { t_.join(); }
//                          ^^^^^^ d1 self-join
 void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
struct App : Holder<W> { void go() { value().start(); } };
int main() { App a; a.go(); }
`,
  );

  fixture(
    "same named classes by include",
    `
//- /a/server.h
#include <thread>
class Server { public: void start() { t_ = std::thread([this] { stop(); }); } void stop() { t_.join(); }
//                                                                                             ^^^^^^ d1 self-join
  std::thread t_; };
//- /b/server.h
#include <thread>
class Server { public: void start() { t_ = std::thread([this] { ask(); }); } void ask() {} void stop() { t_.join(); } std::thread t_; };
//- /main_a.cpp
#include "a/server.h"
void a() { Server s; s.start(); }
int main() { a(); }
//- /main_b.cpp
#include "b/server.h"
void b() { Server s; s.start(); s.stop(); }
`,
  );

  fixture(
    "same named classes, defined in cpp",
    `
//- /a/server.h
#include <thread>
class Server { public: void start(); void stop(); void body(); std::thread t_; };
//- /a/server.cpp
#include "a/server.h"
void Server::start() { t_ = std::thread([this] { body(); }); }
void Server::body() { stop(); }
void Server::stop() { t_.join(); }
//                       ^^^^^^ d1 self-join
//- /b/server.h
#include <thread>
class Server { public: void start(); void stop(); void body(); std::thread t_; };
//- /b/server.cpp
#include "b/server.h"
void Server::start() { t_ = std::thread([this] { body(); }); }
void Server::body() {}
void Server::stop() { t_.join(); }
//- /main.cpp
#include "a/server.h"
int main() { Server s; s.start(); }
`,
  );

  fixture(
    "same named, transitive include",
    `
//- /a/server.h
#include <thread>
class Server { public: void start() { t_ = std::thread([this] { body(); }); } void body() { stop(); } void stop() { t_.join(); }
//                                                                                                                     ^^^^^^ d1 self-join
  std::thread t_; };
//- /a/all.h
#include "server.h"
//- /z/server.h
#include <thread>
class Server { public: void start() { t_ = std::thread([this] { body(); }); } void body() {} void stop() { t_.join(); } std::thread t_; };
//- /z/main.cpp
#include "../a/all.h"
int main() { Server s; s.start(); }
`,
  );

  fixture(
    "using declaration",
    `
#include <thread>
namespace n { struct W { void start() { t_ = std::thread([this] { stop(); }); } void stop() { t_.join(); }
//                                                                                               ^^^^^^ d1 self-join
  std::thread t_; }; void go(W& w) { w.start(); } }
using n::W;
int main() { W w; go(w); }
`,
  );

  fixture(
    "using in namespace and alias ns",
    `
#include <thread>
namespace x::y { struct W { void start() { t_ = std::thread([this] { stop(); }); } void stop() { t_.join(); }
//                                                                                                  ^^^^^^ d1 self-join
  std::thread t_; }; }
namespace z = x::y;
int main() { z::W w; w.start(); }
`,
  );

  fixture(
    "std get index",
    `
#include <thread>
#include <tuple>
struct W { void start() { t_ = std::thread([this] { auto t = std::make_tuple(1, this); std::get<1>(t)->stop(); }); } void stop() { t_.join(); }
//                                                                                                                                    ^^^^^^ d1 self-join
  std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "optional arrow",
    `
#include <thread>
#include <optional>
struct In { void stop() { t_.join(); }
//                           ^^^^^^ d1 self-join
 void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
struct W { std::optional<In> in; void go() { in.emplace(); in->start(); } };
int main() { W w; w.go(); }
`,
  );

  fixture(
    "variant get",
    `
#include <thread>
#include <variant>
struct In { void stop() { t_.join(); }
//                           ^^^^^^ d1 self-join
 void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
struct W { std::variant<int, In*> in; void go() { in = new In; std::get<In*>(in)->start(); } };
int main() { W w; w.go(); }
`,
  );

  fixture(
    "variant visit",
    `
#include <thread>
#include <variant>
struct In { void stop() { t_.join(); }
//                           ^^^^^^ d1 self-join
 void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
struct W { std::variant<int, In*> in; void go() { in = new In; if (auto* p = std::get_if<In*>(&in)) (*p)->start(); } };
int main() { W w; w.go(); }
`,
  );

  fixture(
    "singleton",
    `
#include <thread>
class W { public: static W& instance() { static W w; return w; } void start() { t_ = std::thread([] { W::instance().stop(); }); } void stop() { t_.join(); }
//                                                                                                                                                 ^^^^^^ d1 self-join
  private: std::thread t_; };
int main() { W::instance().start(); }
`,
  );

  fixture(
    "static member pointer",
    `
#include <thread>
class W { public: static W* self; void start() { self = this; t_ = std::thread([] { W::self->stop(); }); } void stop() { t_.join(); }
//                                                                                                                          ^^^^^^ d1 self-join
  private: std::thread t_; };
W* W::self = nullptr;
int main() { W w; w.start(); }
`,
  );

  fixture(
    "pimpl",
    `
#include <memory>
#include <thread>
class W { public: W(); ~W(); void start(); struct Impl; std::unique_ptr<Impl> impl_; };
struct W::Impl { void stop() { t_.join(); }
//                                ^^^^^^ d1 self-join
 void start() { t_ = std::thread([this] { stop(); }); } std::thread t_; };
W::W() : impl_(new Impl) {} W::~W() = default; void W::start() { impl_->start(); }
int main() { W w; w.start(); }
`,
  );

  fixture(
    "auto return type",
    `
#include <thread>
struct W { auto me() { return this; } auto& ref() { return *this; } void start() { t_ = std::thread([this] { me()->ref().stop(); }); } void stop() { t_.join(); }
//                                                                                                                                                      ^^^^^^ d1 self-join
 std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "trailing return type",
    `
#include <thread>
struct W { auto me() -> W* { return this; } void start() { t_ = std::thread([this] { me()->stop(); }); } void stop() { t_.join(); }
//                                                                                                                        ^^^^^^ d1 self-join
 std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "ref wrapper",
    `
#include <thread>
#include <functional>
#include <vector>
struct W { void start() { all_.push_back(std::ref(*this)); t_ = std::thread([this] { for (W& w : all_) w.stop(); }); } void stop() { t_.join(); }
//                                                                                                                                      ^^^^^^ d1 self-join
 std::vector<std::reference_wrapper<W>> all_; std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "vector of vectors",
    `
#include <thread>
#include <vector>
struct W { void start() { g_.resize(1); g_[0].push_back(this); t_ = std::thread([this] { for (auto& v : g_) for (auto* w : v) w->stop(); }); } void stop() { t_.join(); }
//                                                                                                                                                              ^^^^^^ d1 self-join
 std::vector<std::vector<W*>> g_; std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "for_each lambda",
    `
#include <thread>
#include <vector>
#include <algorithm>
struct W { void start() { g_.push_back(this); t_ = std::thread([this] { std::for_each(g_.begin(), g_.end(), [](W* w) { w->stop(); }); }); } void stop() { t_.join(); }
//                                                                                                                                                           ^^^^^^ d1 self-join
 std::vector<W*> g_; std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "iterator deref",
    `
#include <thread>
#include <vector>
struct W { void start() { g_.push_back(this); t_ = std::thread([this] { for (auto it = g_.begin(); it != g_.end(); ++it) (*it)->stop(); }); } void stop() { t_.join(); }
//                                                                                                                                                             ^^^^^^ d1 self-join
 std::vector<W*> g_; std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "base class method through using",
    `
#include <thread>
struct A { void stop() { t_.join(); }
//                          ^^^^^^ d1 self-join
 std::thread t_; };
struct B : private A { using A::stop; void start() { t_ = std::thread([this] { stop(); }); } };
int main() { B b; b.start(); }
`,
  );

  fixture(
    "function try, ternary receiver",
    `
#include <thread>
struct W { W* a = this; void start() { t_ = std::thread([this] { (a ? a : this)->stop(); }); } void stop() { t_.join(); }
//                                                                                                              ^^^^^^ d1 self-join
 std::thread t_; };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "enum class scoped nested alias in template arg",
    `
#include <thread>
#include <memory>
#include <map>
class W { public: using Id = int; using Map = std::map<Id, std::shared_ptr<W>>; using Pair = Map::value_type;
 void start() { t_ = std::thread([this] { for (Pair& p : all_) p.second->stop(); }); } void stop() { t_.join(); }
//                                                                                                      ^^^^^^ d1 self-join
 Map all_; std::thread t_; };
int main() { auto w = std::make_shared<W>(); w->all_[1] = w; w->start(); }
`,
  );
});

describe("through templates", () => {
  fixture(
    "operator arrow own pointer",
    `
#include <thread>
template <class T> struct P { T* p; T* operator->() const { return p; } T& operator*() const { return *p; } T* get() const { return p; } };
struct W { void stop() { t_.join(); }
//                          ^^^^^^ d1 self-join
  void start() { self.p = this; t_ = std::thread([this] { body(); }); } void body(); P<W> self; std::thread t_; };
void W::body() { self->stop(); }
int main() { W w; w.start(); }
`,
  );

  fixture(
    "own pointer get",
    `
#include <thread>
template <class T> struct P { T* p; T* operator->() const { return p; } T* get() const { return p; } };
struct W { void stop() { t_.join(); }
//                          ^^^^^^ d1 self-join
  void start() { self.p = this; t_ = std::thread([this] { body(); }); } void body(); P<W> self; std::thread t_; };
void W::body() { auto* q = self.get(); q->stop(); }
int main() { W w; w.start(); }
`,
  );

  fixture(
    "CRTP",
    `
#include <thread>
template <class D> struct Base { D* derived() { return static_cast<D*>(this); } void start() { t_ = std::thread([this] { derived()->body(); }); } void stop() { t_.join(); }
//                                                                                                                                                                 ^^^^^^ d1 self-join
  std::thread t_; };
struct W : Base<W> { void body() { stop(); } };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "CRTP static cast ref",
    `
#include <thread>
template <class D> struct Base { D& self() { return static_cast<D&>(*this); } void start() { t_ = std::thread([this] { self().body(); }); } void stop() { t_.join(); }
//                                                                                                                                                           ^^^^^^ d1 self-join
  std::thread t_; };
struct W : Base<W> { void body() { this->stop(); } };
int main() { W w; w.start(); }
`,
  );

  fixture(
    "dynamic_pointer_cast",
    `
#include <thread>
#include <memory>
struct B { virtual ~B() = default; };
struct W : B { void start(std::shared_ptr<B> b) { t_ = std::thread([b] { auto w = std::dynamic_pointer_cast<W>(b); if (w) w->stop(); }); } void stop() { t_.join(); }
//                                                                                                                                                          ^^^^^^ d1 self-join
 std::thread t_; };
int main() { auto w = std::make_shared<W>(); w->start(w); }
`,
  );

  fixture(
    "template function with explicit arg",
    `
#include <thread>
struct B { virtual ~B() = default; };
template <class T> T* as(B* b) { return static_cast<T*>(b); }
struct W : B { void start() { B* b = this; t_ = std::thread([b] { as<W>(b)->stop(); }); } void stop() { t_.join(); }
//                                                                                                         ^^^^^^ d1 self-join
 std::thread t_; };
int main() { W w; w.start(); }
`,
  );
});
