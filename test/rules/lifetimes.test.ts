/** How objects end: in containers, by moves, by counts and by hand; and what only looks like an end. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";
import { loop } from "../harness/loop.ts";

describe("what ends, and on which thread", () => {
  fixture(
    "erase from map of shared",
    `
#include <map>
#include <memory>
#include <thread>
class Server;
class Session { public:
  Session(Server* server, int id) : server_(server), id_(id) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; int id_; std::thread thread_; };
class Server { public:
  void accept(int id) { auto session = std::make_shared<Session>(this, id); sessions_[id] = session; session->start(); }
  void closed(int id) { sessions_.erase(id); }
private: std::map<int, std::shared_ptr<Session>> sessions_; };
void Session::read() { server_->closed(id_); }
int main() { static Server server; server.accept(1); }
`,
  );

  fixture(
    "erase from map of unique",
    `
#include <map>
#include <memory>
#include <thread>
class Server;
class Session { public:
  Session(Server* server, int id) : server_(server), id_(id) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; int id_; std::thread thread_; };
class Server { public:
  void accept(int id) { auto session = std::make_unique<Session>(this, id); auto* raw = session.get(); sessions_[id] = std::move(session); raw->start(); }
  void closed(int id) { auto it = sessions_.find(id); if (it != sessions_.end()) sessions_.erase(it); }
private: std::map<int, std::unique_ptr<Session>> sessions_; };
void Session::read() { server_->closed(id_); }
int main() { static Server server; server.accept(1); }
`,
  );

  fixture(
    "clear vector of unique",
    `
#include <vector>
#include <memory>
#include <thread>
class Server;
class Session { public:
  Session(Server* server) : server_(server) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; std::thread thread_; };
class Server { public:
  void accept() { sessions_.push_back(std::make_unique<Session>(this)); sessions_.back()->start(); }
  void closeAll() { sessions_.clear(); }
private: std::vector<std::unique_ptr<Session>> sessions_; };
void Session::read() { server_->closeAll(); }
int main() { static Server server; server.accept(); }
`,
  );

  fixture(
    "raw pointers erased only are not destroyed",
    `
#include <vector>
#include <thread>
class Server;
class Session { public:
  explicit Session(Server* server) : server_(server) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; std::thread thread_; };
class Server { public:
  void accept() { sessions_.push_back(new Session(this)); sessions_.back()->start(); }
  void closeAll() { sessions_.clear(); }
private: std::vector<Session*> sessions_; };
void Session::read() { server_->closeAll(); }
int main() { static Server server; server.accept(); }
`,
  );

  fixture(
    "move out under lock then destroyed",
    `
#include <memory>
#include <mutex>
#include <thread>
class Server;
class Session { public:
  explicit Session(Server* server) : server_(server) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; std::thread thread_; };
class Server { public:
  void accept() { s_ = std::make_unique<Session>(this); s_->start(); }
  void close() { std::unique_ptr<Session> doomed; { std::lock_guard<std::mutex> g(m_); doomed = std::move(s_); } }
private: std::mutex m_; std::unique_ptr<Session> s_; };
void Session::read() { server_->close(); }
int main() { static Server server; server.accept(); }
`,
  );

  fixture(
    "auto moved out then destroyed",
    `
#include <memory>
#include <thread>
class Server;
class Session { public:
  explicit Session(Server* server) : server_(server) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; std::thread thread_; };
class Server { public:
  void accept() { s_ = std::make_unique<Session>(this); s_->start(); }
  void close() { auto doomed = std::move(s_); }
private: std::unique_ptr<Session> s_; };
void Session::read() { server_->close(); }
int main() { static Server server; server.accept(); }
`,
  );

  fixture(
    "release then delete",
    `
#include <memory>
#include <thread>
class Server;
class Session { public:
  explicit Session(Server* server) : server_(server) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
//                                             ^^^^^^ d1 self-join
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; std::thread thread_; };
class Server { public:
  void accept() { s_ = std::make_unique<Session>(this); s_->start(); }
  void close() { Session* p = s_.release(); delete p; }
private: std::unique_ptr<Session> s_; };
void Session::read() { server_->close(); }
int main() { static Server server; server.accept(); }
`,
  );

  fixture(
    "release alone leaks",
    `
#include <memory>
#include <thread>
class Server;
class Session { public:
  explicit Session(Server* server) : server_(server) {}
  ~Session() { if (thread_.joinable()) thread_.join(); }
  void start() { thread_ = std::thread(&Session::read, this); }
private: void read(); Server* server_; std::thread thread_; };
class Server { public:
  void accept() { s_ = std::make_unique<Session>(this); s_->start(); }
  void close() { s_.release(); }
private: std::unique_ptr<Session> s_; };
void Session::read() { server_->close(); }
int main() { static Server server; server.accept(); }
`,
  );

  fixture(
    "weak lock in posted task, loop owned by another: silent",
    `
#include "loop.h"
#include <memory>
class Reader : public std::enable_shared_from_this<Reader> { public:
  explicit Reader(Loop* l) : loop_(l) {}
  ~Reader() { closed_ = true; }
  void start() { loop_->post([w = weak_from_this()] { if (auto s = w.lock()) { s->work(); } }); }
  void work() {}
private: bool closed_ = false; Loop* loop_; };
int main() { Loop l; auto r = std::make_shared<Reader>(&l); r->start(); r.reset(); }
`,
    [loop],
  );

  fixture(
    "the task that shares the owner of its loop may be the last to do so",
    `
#include "loop.h"
#include <memory>
class Reader : public std::enable_shared_from_this<Reader> { public:
  void start() { auto self = shared_from_this(); loop_.post([self] { self->work(); }); }
  void work() {}
private: Loop loop_; };
int main() { auto r = std::make_shared<Reader>(); r->start(); r.reset(); }
`,
    [
      {
        ...loop,
        text: loop.text.replace(
          "    thread_.join();\n",
          `$&//          ^^^^^^ d1 self-join: blocks "Reader::loop_" needs "Reader::loop_"\n`,
        ),
      },
    ],
  );

  fixture(
    "shared copies around are silent",
    `
#include <thread>
#include <memory>
#include <map>
class Part { public:
  Part() { thread_ = std::thread([this] { run(); }); }
  ~Part() { if (thread_.joinable()) thread_.join(); }
  void touch() {}
private: void run() {} std::thread thread_; };
class Store { public:
  std::shared_ptr<Part> part(int id) { auto it = parts_.find(id); return it == parts_.end() ? nullptr : it->second; }
  void add(int id) { parts_[id] = std::make_shared<Part>(); }
  void use(int id) { auto p = part(id); if (p) p->touch(); }
private: std::map<int, std::shared_ptr<Part>> parts_; };
int main() { Store s; s.add(1); s.use(1); }
`,
  );

  fixture(
    "intrusive Release delete this",
    `
#include <thread>
class Node { public:
  void AddRef() { ++refs_; }
  void Release() { if (--refs_ == 0) delete this; }
  void start() { AddRef(); thread_ = std::thread([this] { work(); Release(); }); }
  void work() {}
private:
  ~Node() { thread_.join(); }
//                  ^^^^^^ d1 self-join
  int refs_ = 1; std::thread thread_; };
int main() { Node* n = new Node; n->start(); n->Release(); }
`,
  );

  fixture(
    "intrusive base template",
    `
#include <thread>
#include <atomic>
template <class T> class RefCounted { public:
  void AddRef() const { ++refs_; }
  void Release() const { if (--refs_ == 0) delete static_cast<const T*>(this); }
private: mutable std::atomic<int> refs_{0}; };
class Node : public RefCounted<Node> { public:
  void start() { AddRef(); thread_ = std::thread([this] { work(); Release(); }); }
  void work() {}
  ~Node() { thread_.join(); }
//                  ^^^^^^ d1 self-join
private: std::thread thread_; };
int main() { Node* n = new Node; n->AddRef(); n->start(); n->Release(); }
`,
  );

  fixture(
    "delete this via closure",
    `
#include <thread>
#include <functional>
struct Closure { virtual ~Closure() = default; virtual void Run() = 0; };
class Queue { public:
  ~Queue() { t_.join(); }
//              ^^^^^^ d1 self-join
  void start(Closure* c) { c_ = c; t_ = std::thread([this] { c_->Run(); }); }
  Closure* c_ = nullptr; std::thread t_; };
class Node { public: Node() : q_(new Queue) {} ~Node() { delete q_; } void Release() { if (--n_ == 0) delete this; } void go(); Queue* q_; int n_ = 1; };
class Done : public Closure { public: explicit Done(Node* n) : n_(n) {} ~Done() { n_->Release(); } void Run() override { delete this; } Node* n_; };
void Node::go() { ++n_; q_->start(new Done(this)); }
int main() { Node* n = new Node; n->go(); n->Release(); }
`,
  );

  fixture(
    "member destructor order",
    `
#include <thread>
#include <functional>
#include <memory>
class Inner { public: explicit Inner(std::function<void()> f) : f_(f) { t_ = std::thread([this] { f_(); }); } ~Inner() { t_.join(); }
//                                                                                                                          ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
class Outer { public: Outer(std::function<void()> f) : in_(f) {} Inner in_; };
class App { public: void go() { o_ = new Outer([this] { end(); }); } void end() { delete o_; } Outer* o_; };
int main() { App a; a.go(); }
`,
  );

  fixture(
    "optional reset",
    `
#include <thread>
#include <functional>
#include <optional>
class Inner { public: explicit Inner(std::function<void()> f) : f_(f) { t_ = std::thread([this] { f_(); }); } ~Inner() { t_.join(); }
//                                                                                                                          ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
class App { public: void go() { o_.emplace([this] { end(); }); } void end() { o_.reset(); } std::optional<Inner> o_; };
int main() { App a; a.go(); }
`,
  );

  fixture(
    "array member of unique_ptr",
    `
#include <thread>
#include <functional>
#include <memory>
#include <array>
class Inner { public: explicit Inner(std::function<void()> f) : f_(f) { t_ = std::thread([this] { f_(); }); } ~Inner() { t_.join(); }
//                                                                                                                          ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
class App { public: void go() { o_[0] = std::make_unique<Inner>([this] { end(); }); } void end() { o_[0].reset(); } std::array<std::unique_ptr<Inner>, 2> o_; };
int main() { App a; a.go(); }
`,
  );

  fixture(
    "first assignment is silent",
    `
#include <thread>
#include <memory>
class Inner { public: Inner() { t_ = std::thread([] {}); } ~Inner() { t_.join(); } std::thread t_; };
class App { public: void start() { t_ = std::thread([this] { o_ = std::make_unique<Inner>(); }); } void stop() { t_.join(); } std::unique_ptr<Inner> o_; std::thread t_; };
int main() { App a; a.start(); a.stop(); }
`,
  );

  fixture(
    "custom deleter",
    `
#include <thread>
#include <memory>
#include <functional>
class Inner { public: explicit Inner(std::function<void()> f) : f_(f) { t_ = std::thread([this] { f_(); }); } ~Inner() { t_.join(); }
//                                                                                                                          ^^^^^^ d1 self-join
  std::function<void()> f_; std::thread t_; };
struct Del { void operator()(Inner* i) const { delete i; } };
class App { public: void go() { o_.reset(new Inner([this] { end(); })); } void end() { o_.reset(); } std::unique_ptr<Inner, Del> o_; };
int main() { App a; a.go(); }
`,
  );
});
