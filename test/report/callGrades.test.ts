/** How many calls were followed, and how: counted in a program of which every call is known. */

import { expect, test } from "vitest";
import { analyse } from "../harness/analyse.ts";

const program = `
#include <functional>
#include <semaphore.h>
#include <thread>
#define TWICE(x) ((x) + (x))

sem_t ready;
struct Shape { virtual ~Shape(); virtual void draw() = 0; };
struct Square : Shape { void draw() override; };
struct Circle : Shape { void draw() override; };
struct Timer { void stop(); std::function<void()> on_stop_, on_start_; std::thread worker_; };

void Square::draw() { sem_wait(&ready); }  // library
void Circle::draw() { sem_wait(&ready); }  // library
void Timer::stop() { worker_.join(); }     // library

void work() { vanish(TWICE(2)); sem_wait(&ready); }  // macro (not followed), unresolved, library
void draw(Shape* s) { s->draw(); }         // function: override set
void either(Shape* s) { s->draw(); }       // function: guess
void idle() { vanish(); }                  // unresolved, and nothing that is interpreted

int main() {
  Timer t;
  t.worker_ = std::thread(work);           // constructor: exact
  t.on_stop_ = [&t] { t.stop(); };         // function: exact
  t.on_stop_();                            // value by a library's type: callback
  t.on_start_();                           // the same, and nothing is in it: unresolved
  Square square;
  Circle circle;
  draw(make());                            // function: exact; unresolved
  either(unheard() ? &square : &circle);    // function: exact; unresolved
  auto f = [] { sem_wait(&ready); };       // library
  f();                                     // value: callback
}
`;

test("every call of a program", () => {
  const { stats } = analyse([{ path: "a.cpp", text: program }]);
  expect(stats.named).toEqual({
    function: 5,
    library: 5,
    constructor: 1,
    value: 3,
    macro: 1,
    unresolved: 4,
  });

  expect(stats.followed).toEqual({
    exact: 4,
    overrideSet: 1,
    callback: 2,
    library: 5,
    guess: 1,
    unresolved: 5,
  });
  expect(stats.cutFunctions).toBe(0);
});
