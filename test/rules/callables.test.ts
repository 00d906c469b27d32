/** How callables travel: in containers, pairs and structs, through binds, templates and C callbacks. Each ends in a thread that joins itself. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("what runs on the thread is found", () => {
  fixture(
    "observers vector raw pointers",
    `
#include <thread>
#include <vector>
struct Observer { virtual ~Observer() = default; virtual void onLost() = 0; };
class Connection { public:
  void add(Observer* observer) { observers_.push_back(observer); }
  void open() { reader_ = std::thread(&Connection::read, this); }
  void close() { reader_.join(); }
//                       ^^^^^^ d1 self-join
private:
  void read() { for (auto* o : observers_) o->onLost(); }
  std::vector<Observer*> observers_; std::thread reader_; };
class Session : public Observer { public:
  explicit Session(Connection* c) : c_(c) { c_->add(this); }
  void onLost() override { c_->close(); }
private: Connection* c_; };
int main() { Connection c; Session s(&c); c.open(); }
`,
  );

  fixture(
    "observers set of raw pointers const auto&",
    `
#include <thread>
#include <set>
struct Observer { virtual ~Observer() = default; virtual void onLost() = 0; };
class Connection { public:
  void add(Observer& observer) { observers_.insert(&observer); }
  void open() { reader_ = std::thread(&Connection::read, this); }
  void close() { reader_.join(); }
//                       ^^^^^^ d1 self-join
private:
  void read() { for (const auto& o : observers_) { o->onLost(); } }
  std::set<Observer*> observers_; std::thread reader_; };
class Session : public Observer { public:
  explicit Session(Connection& c) : c_(c) { c_.add(*this); }
  void onLost() override { c_.close(); }
private: Connection& c_; };
int main() { Connection c; Session s(c); c.open(); }
`,
  );

  fixture(
    "observers weak_ptr",
    `
#include <thread>
#include <memory>
#include <vector>
struct Observer { virtual ~Observer() = default; virtual void onLost() = 0; };
class Connection { public:
  void add(std::shared_ptr<Observer> observer) { observers_.push_back(observer); }
  void open() { reader_ = std::thread(&Connection::read, this); }
  void close() { reader_.join(); }
//                       ^^^^^^ d1 self-join
private:
  void read() { for (auto& w : observers_) { if (auto o = w.lock()) o->onLost(); } }
  std::vector<std::weak_ptr<Observer>> observers_; std::thread reader_; };
class Session : public Observer, public std::enable_shared_from_this<Session> { public:
  explicit Session(Connection* c) : c_(c) {}
  void init() { c_->add(shared_from_this()); }
  void onLost() override { c_->close(); }
private: Connection* c_; };
int main() { Connection c; auto s = std::make_shared<Session>(&c); s->init(); c.open(); }
`,
  );

  fixture(
    "map of vectors of functions",
    `
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>
class Bus { public:
  void on(const std::string& name, std::function<void()> f) { handlers_[name].push_back(std::move(f)); }
  void start() { thread_ = std::thread([this] { fire("end"); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private:
  void fire(const std::string& name) {
    auto found = handlers_.find(name);
    if (found == handlers_.end()) return;
    for (auto& handler : found->second) handler();
  }
  std::map<std::string, std::vector<std::function<void()>>> handlers_; std::thread thread_; };
int main() { Bus bus; bus.on("end", [&] { bus.stop(); }); bus.start(); }
`,
  );

  fixture(
    "map of functions, structured binding",
    `
#include <functional>
#include <map>
#include <thread>
class Bus { public:
  void on(int id, std::function<void()> f) { handlers_.emplace(id, std::move(f)); }
  void start() { thread_ = std::thread([this] { for (auto& [id, h] : handlers_) h(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private:
  std::map<int, std::function<void()>> handlers_; std::thread thread_; };
int main() { Bus bus; bus.on(1, [&] { bus.stop(); }); bus.start(); }
`,
  );

  fixture(
    "map of functions, at and copy out",
    `
#include <functional>
#include <unordered_map>
#include <thread>
class Bus { public:
  void on(int id, std::function<void()> f) { handlers_[id] = f; }
  void start() { thread_ = std::thread([this] { auto h = handlers_.at(1); h(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private:
  std::unordered_map<int, std::function<void()>> handlers_; std::thread thread_; };
int main() { Bus bus; bus.on(1, [&] { bus.stop(); }); bus.start(); }
`,
  );

  fixture(
    "vector copied under lock then run",
    `
#include <functional>
#include <vector>
#include <mutex>
#include <thread>
class Bus { public:
  void on(std::function<void()> f) { std::lock_guard<std::mutex> g(m_); handlers_.emplace_back(f); }
  void start() { thread_ = std::thread([this] { std::vector<std::function<void()>> copy; { std::lock_guard<std::mutex> g(m_); copy = handlers_; } for (auto& h : copy) h(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private:
  std::mutex m_; std::vector<std::function<void()>> handlers_; std::thread thread_; };
int main() { Bus bus; bus.on([&] { bus.stop(); }); bus.start(); }
`,
  );

  fixture(
    "vector swapped then run",
    `
#include <functional>
#include <vector>
#include <mutex>
#include <thread>
class Bus { public:
  void on(std::function<void()> f) { std::lock_guard<std::mutex> g(m_); handlers_.emplace_back(f); }
  void start() { thread_ = std::thread([this] { std::vector<std::function<void()>> copy; { std::lock_guard<std::mutex> g(m_); copy.swap(handlers_); } for (auto& h : copy) h(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private:
  std::mutex m_; std::vector<std::function<void()>> handlers_; std::thread thread_; };
int main() { Bus bus; bus.on([&] { bus.stop(); }); bus.start(); }
`,
  );

  fixture(
    "struct of callbacks by pointer",
    `
#include <functional>
#include <thread>
struct Callbacks { std::function<void()> onEnd; std::function<void(int)> onData; };
class Reader { public:
  explicit Reader(const Callbacks* cb) : cb_(cb) {}
  void start() { thread_ = std::thread([this] { cb_->onData(1); if (cb_->onEnd) cb_->onEnd(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: const Callbacks* cb_; std::thread thread_; };
class App { public:
  App() : reader_(&cb_) { cb_.onEnd = [this] { reader_.stop(); }; cb_.onData = [](int) {}; }
  void go() { reader_.start(); }
  Callbacks cb_; Reader reader_; };
int main() { App a; a.go(); }
`,
  );

  fixture(
    "struct of callbacks moved",
    `
#include <functional>
#include <thread>
#include <utility>
struct Callbacks { std::function<void()> onEnd; std::function<void(int)> onData; };
class Reader { public:
  explicit Reader(Callbacks cb) : cb_(std::move(cb)) {}
  void start() { thread_ = std::thread([this] { cb_.onData(1); cb_.onEnd(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: Callbacks cb_; std::thread thread_; };
Reader* g;
int main() { Callbacks cb; cb.onEnd = [] { g->stop(); }; cb.onData = [](int) {}; g = new Reader(std::move(cb)); g->start(); }
`,
  );

  fixture(
    "struct of callbacks designated init",
    `
#include <functional>
#include <thread>
struct Callbacks { std::function<void()> onEnd; std::function<void(int)> onData; };
class Reader { public:
  void init(Callbacks cb) { cb_ = cb; }
  void start() { thread_ = std::thread([this] { cb_.onData(1); cb_.onEnd(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: Callbacks cb_; std::thread thread_; };
int main() { Reader r; r.init(Callbacks{.onEnd = [&r] { r.stop(); }, .onData = [](int) {}}); r.start(); }
`,
  );

  fixture(
    "struct of callbacks aggregate init",
    `
#include <functional>
#include <thread>
struct Callbacks { std::function<void()> onEnd; std::function<void(int)> onData; };
class Reader { public:
  void init(const Callbacks& cb) { cb_ = cb; }
  void start() { thread_ = std::thread([this] { cb_.onData(1); cb_.onEnd(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: Callbacks cb_; std::thread thread_; };
int main() { Reader r; r.init({[&r] { r.stop(); }, [](int) {}}); r.start(); }
`,
  );

  fixture(
    "function returned from getter",
    `
#include <functional>
#include <thread>
class Reader { public:
  void set(std::function<void()> f) { f_ = f; }
  const std::function<void()>& onEnd() const { return f_; }
  void start() { thread_ = std::thread([this] { onEnd()(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::function<void()> f_; std::thread thread_; };
int main() { Reader r; r.set([&r] { r.stop(); }); r.start(); }
`,
  );

  fixture(
    "function made by factory method",
    `
#include <functional>
#include <thread>
class Reader { public:
  std::function<void()> ender() { return [this] { stop(); }; }
  void start() { auto f = ender(); thread_ = std::thread(f); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { Reader r; r.start(); }
`,
  );

  fixture(
    "bind placeholders",
    `
#include <functional>
#include <thread>
using std::placeholders::_1;
using std::placeholders::_2;
class Reader { public:
  using Cb = std::function<void(int, Reader*)>;
  void set(Cb f) { f_ = std::move(f); }
  void start() { thread_ = std::thread([this] { f_(3, this); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: Cb f_; std::thread thread_; };
class App { public: void go() { r_.set(std::bind(&App::onEnd, this, _2, _1)); r_.start(); }
  void onEnd(Reader* r, int) { r->stop(); } Reader r_; };
int main() { App a; a.go(); }
`,
  );

  fixture(
    "mem_fn",
    `
#include <functional>
#include <thread>
class Reader { public:
  void start() { auto f = std::mem_fn(&Reader::stop); thread_ = std::thread([this, f] { f(this); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { Reader r; r.start(); }
`,
  );

  fixture(
    "member pointer call",
    `
#include <thread>
class Reader { public:
  void start() { act_ = &Reader::stop; thread_ = std::thread([this] { (this->*act_)(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: void (Reader::*act_)(); std::thread thread_; };
int main() { Reader r; r.start(); }
`,
  );

  fixture(
    "template F forwarded",
    `
#include <thread>
#include <utility>
#include <functional>
template <class F> void callIt(F&& f) { std::forward<F>(f)(); }
class Reader { public:
  template <typename F> void each(F&& f) { callIt(std::forward<F>(f)); }
  void start() { thread_ = std::thread([this] { each([this] { stop(); }); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { Reader r; r.start(); }
`,
  );

  fixture(
    "template std::invoke with args",
    `
#include <thread>
#include <utility>
#include <functional>
template <class F, class... A> auto run(F&& f, A&&... a) { return std::invoke(std::forward<F>(f), std::forward<A>(a)...); }
class Reader { public:
  void start() { thread_ = std::thread([this] { run(&Reader::stop, this); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { Reader r; r.start(); }
`,
  );

  fixture(
    "template class holding F",
    `
#include <thread>
#include <utility>
template <class F> class Finally { public: explicit Finally(F f) : f_(std::move(f)) {} ~Finally() { f_(); } private: F f_; };
template <class F> Finally<F> finally(F f) { return Finally<F>(std::move(f)); }
class Reader { public:
  void start() { thread_ = std::thread([this] { auto g = finally([this] { stop(); }); work(); }); }
  void work() {}
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { Reader r; r.start(); }
`,
  );

  fixture(
    "three hop listener",
    `
#include <thread>
struct Sink { virtual ~Sink() = default; virtual void event() = 0; };
struct Listener { virtual ~Listener() = default; virtual void done() = 0; };
class Source { public: void setSink(Sink* s) { sink_ = s; }
  void start() { t_ = std::thread([this] { sink_->event(); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  Sink* sink_ = nullptr; std::thread t_; };
class Middle : public Sink { public: Middle() { source_.setSink(this); } void setListener(Listener* l) { l_ = l; }
  void start() { source_.start(); } void stop() { source_.stop(); }
  void event() override { if (l_) l_->done(); }
  Source source_; Listener* l_ = nullptr; };
class App : public Listener { public: App() { m_.setListener(this); m_.start(); } void done() override { m_.stop(); } Middle m_; };
int main() { App a; }
`,
  );

  fixture(
    "C callback static_cast",
    `
#include <pthread.h>
class C { public:
  void start() { pthread_create(&t_, nullptr, &C::entry, this); }
  void stop() { pthread_join(t_, nullptr); }
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join
private:
  static void* entry(void* arg) { static_cast<C*>(arg)->run(); return nullptr; }
  void run() { stop(); }
  pthread_t t_; };
int main() { C c; c.start(); }
`,
  );

  fixture(
    "thread body virtual from trampoline",
    `
#include <pthread.h>
class Thread { public:
  virtual ~Thread() = default;
  void start() { pthread_create(&t_, nullptr, trampoline, this); }
  void join() { pthread_join(t_, nullptr); }
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join
protected:
  virtual void run() = 0;
private:
  static void* trampoline(void* arg) { Thread* self = reinterpret_cast<Thread*>(arg); self->run(); return nullptr; }
  pthread_t t_; };
class Worker : public Thread { public: void quit() { join(); } protected: void run() override { quit(); } };
int main() { Worker w; w.start(); }
`,
  );

  fixture(
    "trampoline with heap context struct",
    `
#include <pthread.h>
#include <functional>
class Thread { public:
  explicit Thread(std::function<void()> f) : f_(f) {}
  void start();
  void join() { pthread_join(t_, nullptr); }
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join
  std::function<void()> f_; pthread_t t_; };
struct Data { Thread* owner; std::function<void()> body; void run() { body(); } };
void* enter(void* p) { Data* d = static_cast<Data*>(p); d->run(); delete d; return nullptr; }
void Thread::start() { Data* d = new Data{this, f_}; pthread_create(&t_, nullptr, enter, d); }
class App { public: App() : th_([this] { body(); }) { th_.start(); } void body() { th_.join(); } Thread th_; };
int main() { App a; }
`,
  );

  fixture(
    "init capture by move",
    `
#include <thread>
#include <memory>
class Reader { public:
  void start(std::unique_ptr<Reader> self) { auto* raw = self.get(); raw->thread_ = std::thread([s = std::move(self)] { s->stop(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { auto r = std::make_unique<Reader>(); auto* p = r.get(); p->start(std::move(r)); }
`,
  );

  fixture(
    "weak_from_this lock",
    `
#include <thread>
#include <memory>
class Reader : public std::enable_shared_from_this<Reader> { public:
  void start() { thread_ = std::thread([w = weak_from_this()] { if (auto s = w.lock()) s->stop(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { auto r = std::make_shared<Reader>(); r->start(); }
`,
  );

  fixture(
    "shared_from_this capture",
    `
#include <thread>
#include <memory>
class Reader : public std::enable_shared_from_this<Reader> { public:
  void start() { auto self = shared_from_this(); thread_ = std::thread([self] { self->stop(); }); }
  void stop() { thread_.join(); }
//                      ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { auto r = std::make_shared<Reader>(); r->start(); }
`,
  );

  fixture(
    "this weak_ptr pair lock",
    `
#include <thread>
#include <memory>
#include <functional>
class Timer { public: void set(std::function<void()> f) { f_ = f; } void go() { t_ = std::thread([this] { f_(); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
class Conn : public std::enable_shared_from_this<Conn> { public:
  void init() { std::weak_ptr<Conn> weak = shared_from_this(); timer_.set([weak] { auto self = weak.lock(); if (!self) return; self->end(); }); timer_.go(); }
  void end() { timer_.stop(); }
  Timer timer_; };
int main() { auto c = std::make_shared<Conn>(); c->init(); }
`,
  );

  fixture(
    "function pointer table",
    `
#include <thread>
class R; typedef void (*Fn)(R*);
void doStop(R*); void doNothing(R*);
static Fn table[] = { doNothing, doStop };
class R { public: void start() { t_ = std::thread([this] { for (auto f : table) f(this); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::thread t_; };
void doStop(R* r) { r->stop(); } void doNothing(R*) {}
int main() { R r; r.start(); }
`,
  );

  fixture(
    "function pointer with user data struct c style",
    `
#include <thread>
typedef void (*ev_cb)(void* arg);
struct ev { ev_cb cb; void* arg; };
void ev_set(ev* e, ev_cb cb, void* arg) { e->cb = cb; e->arg = arg; }
void ev_fire(ev* e) { (*e->cb)(e->arg); }
class R { public: R() { ev_set(&e_, &R::onEvent, this); }
  static void onEvent(void* a) { ((R*)a)->stop(); }
  void start() { t_ = std::thread([this] { ev_fire(&e_); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  ev e_; std::thread t_; };
int main() { R r; r.start(); }
`,
  );

  fixture(
    "recursive lambda through std function",
    `
#include <functional>
#include <thread>
class R { public: void start() { std::function<void(int)> step = [&](int n) { if (n == 0) stop(); else step(n - 1); }; t_ = std::thread([step] { step(3); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::thread t_; };
int main() { R r; r.start(); }
`,
  );

  fixture(
    "std function default argument",
    `
#include <functional>
#include <thread>
class R { public: void start(std::function<void()> f = nullptr) { f_ = f ? f : [this] { stop(); }; t_ = std::thread([this] { f_(); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
int main() { R r; r.start(); }
`,
  );

  fixture(
    "optional callback",
    `
#include <functional>
#include <optional>
#include <thread>
class R { public: void set(std::function<void()> f) { f_ = f; } void start() { t_ = std::thread([this] { if (f_) (*f_)(); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::optional<std::function<void()>> f_; std::thread t_; };
int main() { R r; r.set([&r] { r.stop(); }); r.start(); }
`,
  );

  fixture(
    "shared_ptr to function",
    `
#include <functional>
#include <memory>
#include <thread>
class R { public: void set(std::function<void()> f) { f_ = std::make_shared<std::function<void()>>(f); } void start() { t_ = std::thread([this] { (*f_)(); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::shared_ptr<std::function<void()>> f_; std::thread t_; };
int main() { R r; r.set([&r] { r.stop(); }); r.start(); }
`,
  );

  fixture(
    "functor object stored in function",
    `
#include <functional>
#include <thread>
class R; struct Stopper { R* r; void operator()() const; };
class R { public: void set(std::function<void()> f) { f_ = f; } void start() { t_ = std::thread([this] { f_(); }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
void Stopper::operator()() const { r->stop(); }
int main() { R r; r.set(Stopper{&r}); r.start(); }
`,
  );

  fixture(
    "tasks in struct queue",
    `
#include <functional>
#include <queue>
#include <thread>
struct Item { int prio; std::function<void()> run; };
class R { public: void add(std::function<void()> f) { q_.push(Item{1, std::move(f)}); }
  void start() { t_ = std::thread([this] { while (!q_.empty()) { Item it = q_.front(); q_.pop(); it.run(); } }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::queue<Item> q_; std::thread t_; };
int main() { R r; r.add([&r] { r.stop(); }); r.start(); }
`,
  );

  fixture(
    "tasks as unique_ptr objects in queue",
    `
#include <memory>
#include <deque>
#include <thread>
struct Task { virtual ~Task() = default; virtual void run() = 0; };
class R { public: void add(std::unique_ptr<Task> t) { q_.push_back(std::move(t)); }
  void start() { t_ = std::thread([this] { while (!q_.empty()) { std::unique_ptr<Task> it = std::move(q_.front()); q_.pop_front(); it->run(); } }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::deque<std::unique_ptr<Task>> q_; std::thread t_; };
class StopTask : public Task { public: explicit StopTask(R* r) : r_(r) {} void run() override { r_->stop(); } R* r_; };
int main() { R r; r.add(std::make_unique<StopTask>(&r)); r.start(); }
`,
  );

  fixture(
    "tasks as raw pointers in queue",
    `
#include <deque>
#include <thread>
struct Task { virtual ~Task() = default; virtual void run() = 0; };
class R { public: void add(Task* t) { q_.push_back(t); }
  void start() { t_ = std::thread([this] { while (!q_.empty()) { Task* it = q_.front(); q_.pop_front(); it->run(); delete it; } }); }
  void stop() { t_.join(); }
//                 ^^^^^^ d1 self-join
  std::deque<Task*> q_; std::thread t_; };
class StopTask : public Task { public: explicit StopTask(R* r) : r_(r) {} void run() override { r_->stop(); } R* r_; };
int main() { R r; r.add(new StopTask(&r)); r.start(); }
`,
  );
});
