/** Small programs with one bug each, for tests of the server. The analysis itself is tested elsewhere. */

/** A thread that ends up joining itself: `Run` is its body and calls `Stop`. */
export const selfJoin = `#include <thread>

class Worker {
 public:
  void Start() {
    thread_ = std::thread([this] { Run(); });
  }
  void Stop() {
    thread_.join();
  }

 private:
  void Run() {
    Stop();
  }
  std::thread thread_;
};

int main() {
  Worker worker;
  worker.Start();
  worker.Stop();
  return 0;
}
`;

/** The same without the call that closes the chain. */
export const noSelfJoin = selfJoin.replace("    Stop();\n", "    // works until it is done\n");

export const joinLine = selfJoin.split("\n").findIndex((line) => line.includes("thread_.join()"));
