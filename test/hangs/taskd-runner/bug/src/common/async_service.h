#pragma once

#include <string>
#include <thread>

#include "closure.h"

namespace zbs {

// Accepts connections on a thread of its own.
class AsyncServer {
 public:
    explicit AsyncServer(const std::string& address) : address_(address) {}
    virtual ~AsyncServer() {
//          ^^^^^^^^^^^^ d2.8 call
        Shutdown();
//      ^^^^^^^^^^ d2 double-stop: blocks "main" needs "runner-accept" in 10 steps
//      ^^^^^^^^^^ d2.9 call
    }

    AsyncServer(const AsyncServer&) = delete;
    AsyncServer& operator=(const AsyncServer&) = delete;

    void Start();
    void Shutdown();

 private:
    void AcceptMain();

    std::string address_;
    Sync quit_;
    std::thread accept_thread_;
};

}  // namespace zbs
