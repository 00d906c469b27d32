//== a handler shuts down the server that runs it
#include <grpcpp/grpcpp.h>
class Admin {
 public:
  class Service : public grpc::Service {
   public:
    virtual grpc::Status Quit(grpc::ServerContext* context);
  };
};
std::unique_ptr<grpc::Server> server;
class AdminService final : public Admin::Service {
 public:
  grpc::Status Quit(grpc::ServerContext*) override {
    server->Shutdown();
//          ^^^^^^^^^^ d1 self-join: blocks "builder" needs "builder"
    return grpc::Status::OK;
  }
};
int main() {
  AdminService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("0.0.0.0:50051", grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  server = builder.BuildAndStart();
  server->Wait();
}

//== a handler wakes the thread that shuts it down
#include <grpcpp/grpcpp.h>
#include <future>
class Admin {
 public:
  class Service : public grpc::Service {
   public:
    virtual grpc::Status Quit(grpc::ServerContext* context);
  };
};
std::unique_ptr<grpc::Server> server;
std::promise<void> quit;
class AdminService final : public Admin::Service {
 public:
  grpc::Status Quit(grpc::ServerContext*) override {
    quit.set_value();
    return grpc::Status::OK;
  }
};
int main() {
  AdminService service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  server = builder.BuildAndStart();
  quit.get_future().wait();
  server->Shutdown();
  server->Wait();
}

//== a handler waits for what comes after the shutdown
#include <grpcpp/grpcpp.h>
#include <future>
class Log {
 public:
  class Service : public grpc::Service {
   public:
    virtual grpc::Status Follow(grpc::ServerContext* context);
  };
};
std::promise<void> end;
class LogService final : public Log::Service {
 public:
  grpc::Status Follow(grpc::ServerContext*) override {
    end.get_future().wait();
//                   ^^^^^^ d1 wait-cycle: blocks "builder" needs "main"
    return grpc::Status::OK;
  }
};
int main() {
  LogService service;
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  std::unique_ptr<grpc::Server> server(builder.BuildAndStart());
  server->Shutdown();
  end.set_value();
}

//== a thread takes events until the queue is shut down
#include <grpcpp/grpcpp.h>
#include <thread>
class Client {
 public:
  void start() {
    worker_ = std::thread([this] {
      void* tag;
      bool ok;
      while (queue_.Next(&tag, &ok)) {
      }
    });
  }
  void stop() {
    queue_.Shutdown();
    worker_.join();
  }
 private:
  grpc::CompletionQueue queue_;
  std::thread worker_;
};
int main() { Client client; client.start(); client.stop(); }
