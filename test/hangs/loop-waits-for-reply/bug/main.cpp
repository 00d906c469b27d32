// A task on the event loop waits for a reply, without any limit. The peer does
// not answer what it does not understand, so from then on the loop is dead and
// a ping to it, with which main() wants to see that it is alive, is lost too.

#include <pthread.h>

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <future>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <utility>

class EventLoop {
public:
    explicit EventLoop(const char* name)
    {
        thread_ = std::thread([this, name] {
            pthread_setname_np(pthread_self(), name);
            run();
        });
    }

    ~EventLoop()
    {
        post({});
        thread_.join();
    }

    void post(std::function<void()> event)
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            events_.push(std::move(event));
        }
        ready_.notify_one();
    }

    void ping()
    {
        std::promise<void> pong;
        post([&pong] { pong.set_value(); });
        pong.get_future().wait();
    }

private:
    void run()
    {
        for (;;) {
            std::unique_lock<std::mutex> lock(mutex_);
            ready_.wait(lock, [this] { return !events_.empty(); });
            std::function<void()> event = std::move(events_.front());
            events_.pop();
            lock.unlock();
            if (!event) return;
            event();
        }
    }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::queue<std::function<void()>> events_;
    std::thread thread_;
};

// Answers on a thread of its own, sometimes.
class Peer {
public:
    using OnReply = std::function<void(const std::string&)>;

    void request(const std::string& text, OnReply reply)
    {
        line_.post([text, reply] {
            if (text == "HELLO") reply("WELCOME");
        });
    }

private:
    EventLoop line_{"peer"};
};

class Client {
public:
    Client(EventLoop& loop, Peer& peer) : loop_(loop), peer_(peer) {}

    void start()
    {
        loop_.post([this] { talk(); });
//            ^^^^^^^^^^^^^^^^^^^^^^^^ d1.2 post
    }

private:
    void talk()
    {
        std::promise<std::string> answer;
        peer_.request("HELO", [&answer](const std::string& text) { answer.set_value(text); });
        std::string welcome = answer.get_future().get();
//                                                ^^^^^ d1 loop-blocked: blocks "client" needs "peer" in 5 steps
//                                                ^^^^^ d1.5 wait on "client"
        std::fprintf(stderr, "peer says %s\n", welcome.c_str());
    }

    EventLoop& loop_;
    Peer& peer_;
};

int main()
{
    Peer peer;
    EventLoop loop("client");
    Client client(loop, peer);

    client.start();
    std::fputs("stopping\n", stderr);
    loop.ping();
    std::fputs("stopped\n", stderr);
    return 0;
}
