/** Which objects end when a program does: those that are defined, as they are defined. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("a static object at exit", () => {
  const program = (definition: string, label: string): string => `
//- server.h
#include <memory>
#include <thread>
class Server {
public:
  Server() : worker_([] {}) {}
  ~Server() { worker_.join(); }
private:
  std::thread worker_;
};
//- server.cpp
#include "server.h"
${definition}
//- user.cpp
#include "server.h"
extern std::unique_ptr<Server> server;
void renew() { server = std::make_unique<Server>(); }
//- tool.cpp
#include <csignal>
#include <cstdlib>
static void onSignal(int) {
  exit(0);
${label}
}
int main() { signal(SIGINT, onSignal); }
`;

  fixture(
    "of another program, which declares it otherwise than it is defined",
    program(
      "Server* server = nullptr;\nint main() { server = new Server; }",
      "//^^^^^^^ d1 signal-unsafe",
    ),
  );
  fixture(
    "of the library",
    program("std::unique_ptr<Server> server;", "//^^^^^^^ d1 signal-blocks"),
  );
});
