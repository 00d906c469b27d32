//== logging in a handler
#include <csignal>
#include <glog/logging.h>
void OnSignal(int number) {
  LOG(INFO) << "signal " << number;
//^^^^^^^^^ d1 signal-unsafe: blocks "OnSignal" needs "LOG"
}
int main() { std::signal(SIGTERM, OnSignal); }

//== below a handler, and in a call of the library
#include <csignal>
#include <glog/logging.h>
void Flush() { google::FlushLogFiles(google::INFO); }
void OnSignal(int) { Flush(); }
//                   ^^^^^^^ d1 signal-unsafe: blocks "OnSignal" needs "google::FlushLogFiles"
int main() { std::signal(SIGTERM, OnSignal); }

//== the raw form is made for handlers, and everybody else may log
#include <csignal>
#include <glog/logging.h>
#include <glog/raw_logging.h>
volatile std::sig_atomic_t stopping = 0;
void OnSignal(int) {
  RAW_LOG(INFO, "stopping");
  stopping = 1;
}
int main() {
  std::signal(SIGTERM, OnSignal);
  LOG(INFO) << "started";
}
