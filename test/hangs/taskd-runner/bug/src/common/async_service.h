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
        Shutdown();
//      ^^^^^^^^^^ d1 double-stop: blocks "task-server-runner" needs "runner-accept"
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
