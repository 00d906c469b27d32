#include "async_service.h"

#include <pthread.h>

#include "logging.h"

namespace zbs {

void AsyncServer::Start() {
    accept_thread_ = std::thread(&AsyncServer::AcceptMain, this);
}

void AsyncServer::Shutdown() {
    LOG(INFO) << "AsyncServer::Shutdown()";
    quit_.Run();
    accept_thread_.join();
//                 ^^^^^^ d2.10 wait on "main"
}

void AsyncServer::AcceptMain() {
    pthread_setname_np(pthread_self(), "runner-accept");
    LOG(INFO) << "Accepting at " << address_;
    quit_.WaitAndReset();
}

}  // namespace zbs
