/** What a function that a handler calls makes once was made long before; what the handler itself makes once was not. */

import { describe } from "vitest";
import { fixture } from "../harness/check.ts";

describe("a static variable below a handler", () => {
  const service = `
#include <csignal>
#include <thread>
class Service {
public:
  Service() : probe_(new int(0)) {
    std::thread check([] {});
    check.join();
  }
  void ask() { *probe_ = 1; }
private:
  int* probe_;
};
`;

  fixture(
    "the one instance, which main made",
    `${service}
static Service& instance() {
  static Service service;
  return service;
}
static void onTerm(int) { instance().ask(); }
int main() {
  instance();
  std::signal(SIGTERM, onTerm);
}
`,
  );

  fixture(
    "the one instance behind a pointer",
    `${service}
static Service* instance() {
  static Service* service = new Service;
  return service;
}
static void onTerm(int) { instance()->ask(); }
int main() {
  instance();
  std::signal(SIGTERM, onTerm);
}
`,
  );

  fixture(
    "made by the first signal",
    `${service}
static void onTerm(int) {
  static Service service;
//               ^^^^^^^ d1 signal-blocks
  service.ask();
}
int main() { std::signal(SIGTERM, onTerm); }
`,
  );
});
