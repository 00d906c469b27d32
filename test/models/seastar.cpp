//== a thread's wait on the reactor for what the reactor would do
#include <seastar/core/alien.hh>
#include <seastar/core/app-template.hh>
#include <seastar/core/future.hh>
seastar::alien::instance& other();
seastar::future<> serve() {
  return seastar::make_ready_future<>().then([] {
    std::future<void> answer = seastar::alien::submit_to(other(), 0, [] { return seastar::make_ready_future<>(); });
    answer.wait();
//         ^^^^^^ d1 self-wait: blocks "main" needs "main"
    return seastar::make_ready_future<>();
  });
}
int main(int argc, char** argv) {
  seastar::app_template app;
  return app.run(argc, argv, [] { return serve(); });
}

//== the same from a thread of one's own
#include <seastar/core/alien.hh>
#include <seastar/core/app-template.hh>
#include <thread>
seastar::alien::instance& other();
void ask() {
  std::future<void> answer = seastar::alien::submit_to(other(), 0, [] { return seastar::make_ready_future<>(); });
  answer.wait();
}
int main(int argc, char** argv) {
  std::thread asker(ask);
  seastar::app_template app;
  app.run(argc, argv, [] { return seastar::make_ready_future<>(); });
  asker.join();
}

//== cooperative waits of every kind
#include <seastar/core/app-template.hh>
#include <seastar/core/gate.hh>
#include <seastar/core/semaphore.hh>
#include <seastar/core/smp.hh>
#include <seastar/core/thread.hh>
seastar::semaphore limit(0);
seastar::gate gate;
seastar::future<> serve() {
  return seastar::async([] {
    limit.wait().get();
    seastar::smp::submit_to(0, [] { limit.signal(); return seastar::make_ready_future<>(); }).get();
    gate.close().get();
  });
}
int main(int argc, char** argv) {
  seastar::app_template app;
  return app.run(argc, argv, [] { return serve(); });
}
