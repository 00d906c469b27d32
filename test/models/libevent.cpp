//== a timer's callback joins a thread that waits for another callback of the same base
#include <event2/event.h>
#include <future>
#include <thread>
struct Server {
  event_base* base;
  event* stop;
  event* tick;
  std::promise<void> ticked;
  std::thread thread;
};
Server server;
void on_tick(evutil_socket_t, short, void* arg) {
  Server* s = static_cast<Server*>(arg);
  s->ticked.set_value();
}
void on_stop(evutil_socket_t, short, void* arg) {
  Server* s = static_cast<Server*>(arg);
  s->thread.join();
}
void work(Server* s) { s->ticked.get_future().wait(); }
//                                            ^^^^^^ d1 wait-cycle: blocks "Server::thread" needs "main"
int main() {
  server.base = event_base_new();
  server.tick = evtimer_new(server.base, on_tick, &server);
  server.stop = evtimer_new(server.base, on_stop, &server);
  server.thread = std::thread(work, &server);
  event_base_dispatch(server.base);
}

//== main joins it after the loop
#include <event2/event.h>
#include <future>
#include <thread>
struct Server {
  event_base* base;
  event* tick;
  std::promise<void> ticked;
  std::thread thread;
};
Server server;
void on_tick(evutil_socket_t, short, void* arg) {
  Server* s = static_cast<Server*>(arg);
  s->ticked.set_value();
}
void work(Server* s) { s->ticked.get_future().wait(); }
int main() {
  server.base = event_base_new();
  server.tick = evtimer_new(server.base, on_tick, &server);
  server.thread = std::thread(work, &server);
  event_base_dispatch(server.base);
  server.thread.join();
}

//== the callback of a signal event runs on the loop: it may lock, log and stop
#include <cstdio>
#include <event2/event.h>
#include <mutex>
std::mutex mutex;
void on_signal(evutil_socket_t, short, void* arg) {
  std::lock_guard<std::mutex> lock(mutex);
  std::printf("stopping\n");
  event_base_loopexit(static_cast<event_base*>(arg), nullptr);
}
int main() {
  event_base* base = event_base_new();
  event* hangup = evsignal_new(base, 1, on_signal, base);
  event_add(hangup, nullptr);
  {
    std::lock_guard<std::mutex> lock(mutex);
  }
  event_base_dispatch(base);
}

//== a thread whose loop is stopped by its own callback, which then joins it
#include <event2/event.h>
#include <thread>
class Service {
 public:
  void start() {
    base_ = event_base_new();
    event_base_once(base_, -1, EV_TIMEOUT, &Service::on_timeout, this, nullptr);
    thread_ = std::thread([this] { event_base_dispatch(base_); });
  }
  void stop() {
    event_base_loopexit(base_, nullptr);
    thread_.join();
//          ^^^^^^ d1 self-join
  }
 private:
  static void on_timeout(evutil_socket_t, short, void* arg) { static_cast<Service*>(arg)->stop(); }
  event_base* base_;
  std::thread thread_;
};
Service service;
int main() { service.start(); }
