//== a server is stopped by nobody but its waiter
#include <thread>
#include <wangle/bootstrap/ServerBootstrap.h>
wangle::ServerBootstrap<wangle::Pipeline<int>> server;
int main() {
  std::thread worker([] { server.waitForStop(); });
//                               ^^^^^^^^^^^^^ d1 wait-cycle: blocks "worker" needs "main"
  worker.join();
  server.stop();
}

//== a server is stopped from elsewhere
#include <thread>
#include <wangle/bootstrap/ServerBootstrap.h>
wangle::ServerBootstrap<wangle::Pipeline<int>> server;
int main() {
  server.bind(8080);
  std::thread worker([] { server.waitForStop(); });
  server.stop();
  worker.join();
}

//== a pool of the old name is joined by its own task
#include <wangle/concurrent/CPUThreadPoolExecutor.h>
wangle::CPUThreadPoolExecutor pool(4);
int main() { pool.add([] { pool.join(); }); }
//                              ^^^^^^ d1 self-join: blocks "pool" needs "pool"

//== a pool that gives futures
#include <wangle/concurrent/FutureExecutor.h>
wangle::FutureExecutor<wangle::CPUThreadPoolExecutor> pool(4);
int main() { return pool.addFuture([] { return 1; }).get(); }
