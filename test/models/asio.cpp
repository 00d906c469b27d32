//== a handler waits for another handler of its loop
#include <boost/asio.hpp>
#include <future>
#include <thread>
class Client {
 public:
  void start() { thread_ = std::thread([this] { io_.run(); }); }
  int ask() {
    std::promise<int> answer;
    boost::asio::post(io_, [&answer] { answer.set_value(1); });
    return answer.get_future().get();
//                             ^^^^^ d1 self-wait: blocks "Client::thread_" needs "Client::thread_"
  }
  void tick() { boost::asio::post(io_, [this] { ask(); }); }
 private:
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
  std::thread thread_;
};
int main() { Client client; client.start(); client.tick(); }

//== it is asked from outside
#include <boost/asio.hpp>
#include <future>
#include <thread>
class Client {
 public:
  void start() { thread_ = std::thread([this] { io_.run(); }); }
  int ask() {
    std::promise<int> answer;
    boost::asio::post(io_, [&answer] { answer.set_value(1); });
    return answer.get_future().get();
  }
 private:
  boost::asio::io_context io_;
  std::thread thread_;
};
int main() { Client client; client.start(); client.ask(); }

//== two threads run the loop
#include <asio.hpp>
#include <future>
#include <thread>
class Client {
 public:
  void start() {
    for (int i = 0; i < 2; ++i) threads_.emplace_back([this] { io_.run(); });
  }
  int ask() {
    std::promise<int> answer;
    asio::post(io_, [&answer] { answer.set_value(1); });
    return answer.get_future().get();
  }
  void tick() { asio::post(io_, [this] { ask(); }); }
 private:
  asio::io_context io_;
  std::vector<std::thread> threads_;
};
int main() { Client client; client.start(); client.tick(); }

//== a timer's handler joins the thread that runs it
#include <asio.hpp>
#include <thread>
class Poller {
 public:
  Poller() : timer_(io_, std::chrono::seconds(1)) {}
  void start() {
    timer_.async_wait([this](const asio::error_code&) { stop(); });
    thread_ = std::thread([this] { io_.run(); });
  }
  void stop() {
    io_.stop();
    thread_.join();
//          ^^^^^^ d1 self-join: blocks "Poller::thread_" needs "Poller::thread_"
  }
 private:
  asio::io_context io_;
  asio::steady_timer timer_;
  std::thread thread_;
};
int main() { Poller poller; poller.start(); }

//== it is stopped from outside
#include <asio.hpp>
#include <thread>
class Poller {
 public:
  Poller() : timer_(io_, std::chrono::seconds(1)) {}
  void start() {
    timer_.async_wait([this](const asio::error_code&) { ++count_; });
    thread_ = std::thread([this] { io_.run(); });
  }
  void stop() {
    io_.stop();
    thread_.join();
  }
 private:
  asio::io_context io_;
  asio::steady_timer timer_;
  std::thread thread_;
  int count_ = 0;
};
int main() { Poller poller; poller.start(); poller.stop(); }

//== a signal set is no signal handler, but its handler runs on the loop
#include <boost/asio.hpp>
#include <thread>
boost::asio::io_service io;
std::thread worker, other;
int main() {
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  other = std::thread([] {});
  worker = std::thread([] { io.run(); });
  signals.async_wait([](auto, int) {
    other.join();
    worker.join();
//         ^^^^^^ d1 self-join: blocks "worker" needs "worker"
  });
}

//== a socket's handler waits for the loop of its socket
#include <boost/asio.hpp>
#include <future>
#include <thread>
class Session {
 public:
  explicit Session(boost::asio::io_context& io) : io_(io), socket_(io) {}
  void read() {
    boost::asio::async_read(socket_, boost::asio::buffer(data_), [this](auto, std::size_t) {
      std::promise<void> flushed;
      io_.post([&flushed] { flushed.set_value(); });
      flushed.get_future().wait();
//                         ^^^^^^ d1 self-wait: blocks "main" needs "main"
    });
  }
 private:
  boost::asio::io_context& io_;
  boost::asio::ip::tcp::socket socket_;
  char data_[64];
};
int main() {
  boost::asio::io_context io;
  Session session(io);
  session.read();
  io.run();
}

//== a strand waits for itself
#include <boost/asio.hpp>
#include <future>
class Account {
 public:
  int balance() {
    std::promise<int> answer;
    boost::asio::post(strand_, [&] { answer.set_value(balance_); });
    return answer.get_future().get();
//                             ^^^^^ d1 self-wait: blocks "Account::strand_" needs "Account::strand_"
  }
  void tick() { boost::asio::post(strand_, [this] { balance(); }); }
 private:
  boost::asio::thread_pool pool_{4};
  boost::asio::strand<boost::asio::thread_pool::executor_type> strand_{pool_.get_executor()};
  int balance_ = 0;
};
int main() { Account account; account.tick(); }

//== a strand asks where it is
#include <boost/asio.hpp>
#include <future>
class Account {
 public:
  int balance() {
    if (strand_.running_in_this_thread()) return balance_;
    std::promise<int> answer;
    boost::asio::post(strand_, [&] { answer.set_value(balance_); });
    return answer.get_future().get();
  }
  void tick() { boost::asio::post(strand_, [this] { balance(); }); }
 private:
  boost::asio::thread_pool pool_{4};
  boost::asio::strand<boost::asio::thread_pool::executor_type> strand_{pool_.get_executor()};
  int balance_ = 0;
};
int main() { Account account; account.tick(); }

//== a pool is joined by its own task
#include <asio.hpp>
asio::thread_pool pool(4);
int main() {
  asio::post(pool, [] { pool.join(); });
//                           ^^^^^^ d1 self-join: blocks "pool" needs "pool"
}

//== a pool is joined from outside
#include <asio.hpp>
int main() {
  asio::thread_pool pool(4);
  asio::post(pool, [] {});
  asio::dispatch(pool.get_executor(), [] {});
  pool.join();
}

//== a future of use_future that only the waiter's loop completes
#include <asio.hpp>
asio::io_context io;
int main() {
  auto answer = asio::post(io, asio::use_future([] { return 1; }));
  int sum = answer.get();
//                 ^^^^^ d1 self-wait: blocks "main" needs "main"
  io.run();
  return sum;
}

//== run() comes back when nothing is left
#include <asio.hpp>
asio::io_context io;
int main() {
  auto answer = asio::post(io, asio::use_future([] { return 1; }));
  io.run();
  return answer.get();
}

//== a timer whose loop stands in its default initialiser, in a base without a constructor
#include <asio.hpp>
#include <memory>
#include <thread>
class Feed {
 public:
  virtual ~Feed() = default;
  void start() { thread_ = std::make_unique<std::thread>(&Feed::loop, this); }
  void stop() {
    io_.stop();
    thread_->join();
//           ^^^^^^ d1 self-join: blocks "Feed::thread_" needs "Feed::thread_"
  }
  void arm() { timer_.async_wait(std::bind(&Feed::onTimer, this, std::placeholders::_1)); }
 protected:
  virtual void onData() = 0;
  void onTimer(const asio::error_code&) { onData(); arm(); }
  void loop() { io_.run(); }
  asio::io_context io_;
  asio::steady_timer timer_{io_};
  std::unique_ptr<std::thread> thread_;
};
class Prices : public Feed {
  void onData() override { if (++count_ > 3) stop(); }
  int count_ = 0;
};
int main() { Prices prices; prices.arm(); prices.start(); }

//== the thread that owns it stops it
#include <asio.hpp>
#include <memory>
#include <thread>
class Feed {
 public:
  virtual ~Feed() = default;
  void start() { thread_ = std::make_unique<std::thread>(&Feed::loop, this); }
  void stop() {
    io_.stop();
    thread_->join();
  }
  void arm() { timer_.async_wait(std::bind(&Feed::onTimer, this, std::placeholders::_1)); }
 protected:
  virtual void onData() = 0;
  void onTimer(const asio::error_code&) { onData(); arm(); }
  void loop() { io_.run(); }
  asio::io_context io_;
  asio::steady_timer timer_{io_};
  std::unique_ptr<std::thread> thread_;
};
class Prices : public Feed {
  void onData() override { ++count_; }
  int count_ = 0;
};
int main() { Prices prices; prices.arm(); prices.start(); prices.stop(); }

//== what is dispatched on its own loop runs at once
#include <asio.hpp>
#include <future>
#include <thread>
class Board {
 public:
  void start() { thread_ = std::thread([this] { io_.run(); }); }
  int ask() { return asio::dispatch(io_, asio::use_future([this] { return count_; })).get(); }
  void tick() { asio::post(io_, [this] { ask(); }); }
 private:
  asio::io_context io_;
  std::thread thread_;
  int count_ = 0;
};
int main() { Board board; board.start(); board.tick(); }

//== what is posted there does not
#include <asio.hpp>
#include <future>
#include <thread>
class Board {
 public:
  void start() { thread_ = std::thread([this] { io_.run(); }); }
  int ask() {
    return asio::post(io_, asio::use_future([this] { return count_; })).get();
//                                                                      ^^^^^ d1 self-wait: blocks "Board::thread_" needs "Board::thread_"
  }
  void tick() { asio::post(io_, [this] { ask(); }); }
 private:
  asio::io_context io_;
  std::thread thread_;
  int count_ = 0;
};
int main() { Board board; board.start(); board.tick(); }

//== a task waits for a task that is handed over itself, on a pool of one
#include <boost/asio.hpp>
#include <future>
struct Shelf {
  boost::asio::thread_pool pool{1};
  int count() {
    std::packaged_task<int()> task([] { return 1; });
    auto answer = task.get_future();
    boost::asio::post(pool, std::move(task));
    return answer.get();
//                ^^^^^ d1 self-wait: blocks "Shelf::pool" needs "Shelf::pool"
  }
  void refresh() { boost::asio::post(pool, [this] { count(); }); }
};
int main() { Shelf shelf; shelf.refresh(); }

//== on a pool of two
#include <boost/asio.hpp>
#include <future>
struct Shelf {
  boost::asio::thread_pool pool{2};
  int count() {
    std::packaged_task<int()> task([] { return 1; });
    auto answer = task.get_future();
    boost::asio::post(pool, std::move(task));
    return answer.get();
  }
  void refresh() { boost::asio::post(pool, [this] { count(); }); }
};
int main() { Shelf shelf; shelf.refresh(); }

//== a coroutine asks its own loop and blocks
#include <boost/asio.hpp>
#include <thread>
namespace asio = boost::asio;
class Cart {
 public:
  void start() { thread_ = std::thread([this] { io_.run(); }); }
  asio::awaitable<int> price() { co_return 1; }
  int ask() {
    return asio::co_spawn(io_, price(), asio::use_future).get();
//                                                        ^^^^^ d1 self-wait: blocks "Cart::thread_" needs "Cart::thread_"
  }
  asio::awaitable<void> total() { co_await sum(); }
  asio::awaitable<void> sum() { ask(); co_return; }
  void open() { asio::co_spawn(io_, total(), asio::detached); }
 private:
  asio::io_context io_;
  std::thread thread_;
};
int main() { Cart cart; cart.start(); cart.open(); }

//== it awaits what it asks for
#include <boost/asio.hpp>
#include <thread>
namespace asio = boost::asio;
class Cart {
 public:
  void start() { thread_ = std::thread([this] { io_.run(); }); }
  asio::awaitable<int> price() { co_return 1; }
  int ask() { return asio::co_spawn(io_, price(), asio::use_future).get(); }
  asio::awaitable<void> total() { co_await price(); }
  void open() { asio::co_spawn(io_, total(), asio::detached); }
 private:
  asio::io_context io_;
  std::thread thread_;
};
int main() { Cart cart; cart.start(); cart.open(); cart.ask(); }

//== a coroutine is made here and runs there
#include <boost/asio.hpp>
#include <thread>
namespace asio = boost::asio;
class Cart {
 public:
  void start() {
    thread_ = std::thread([this] { io_.run(); });
    other_ = std::thread([this] { prices_.run(); });
  }
  asio::awaitable<int> price() { co_return 1; }
  asio::awaitable<void> total() { asio::co_spawn(io_, price(), asio::use_future).get(); co_return; }
  void open() { asio::post(io_, [this] { asio::co_spawn(prices_, total(), asio::detached); }); }
 private:
  asio::io_context io_, prices_;
  std::thread thread_, other_;
};
int main() { Cart cart; cart.start(); cart.open(); }
