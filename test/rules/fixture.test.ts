/** The labels themselves: a fixture that says something wrong, or nothing, must fail. */

import { expect, test } from "vitest";
import { analyse } from "../harness/analyse.ts";
import { differences, labelsOf, labelText, splitFixture } from "../harness/fixture.ts";

const job = (label: string): string => `
#include <thread>
class Job {
public:
  void start() { thread_ = std::thread([this] { end(); }); }
  void end() {
    thread_.join();
${label}
  }
private:
  std::thread thread_;
};
int main() { Job job; job.start(); }
`;

function problems(label: string): string[] {
  const files = splitFixture(job(label));
  return differences(labelsOf(files), analyse(files));
}

test("right labels are right", () => {
  expect(
    problems('//          ^^^^^^ d1 self-join: blocks "Job::thread_" needs "Job::thread_"'),
  ).toEqual([]);
  expect(problems("//          ^^^^^^ d1 self-join")).toEqual([]);
});

test.for([
  ["", /^not labelled: error self-join at main\.cpp:7:13-19/],
  ["//          ^^^^^ d1 self-join", /not found/],
  ["//          ^^^^^^ d1 self-wait", /not found/],
  ['//          ^^^^^^ d1 self-join: blocks "main" needs "main"', /blocks main: is Job::thread_/],
  [
    '//          ^^^^^^ d1 self-join: blocks "Job::thread_" needs "Job::thread_" in 99 steps',
    /steps 99/,
  ],
  ["//          ^^^^^^ d1 self-join\n//          ^^^^^^ d1.1 wait", /d1\.1 wait .*: is/],
  ["//          ^^^^^^ d1 self-join\n//          ^^^^^^ d1.50 wait", /the chain has/],
  ["//          ^^^^^^ d1 self-join\n//          ^^^^^^ d2.1 wait", /there is no d2/],
  ["//          ^^^^^^ d1 FN self-join: why", /fixed, drop the mark/],
  ["//          ^^^^^^ d1 FN self-lock: why", /found as self-join/],
  ["//          ^^^^^^ d1 FP self-wait: why", /fixed, drop the mark/],
] as const)("%s", ([label, problem]) => {
  expect(problems(label).join("\n")).toMatch(problem);
});

test("a label that cannot be read is an error", () => {
  for (const label of [
    "^^^ self-join",
    "^^^ d1 FN self-join",
    "^^^ d1.x wait",
    "^^^ d1: self-join",
  ])
    expect(() => labelsOf(splitFixture(job(`//          ${label}`))), label).toThrow("no label");
});

test("what is printed to be pasted reads back as the same finding", () => {
  const files = splitFixture(job(""));
  const found = analyse(files);
  const lines = files[0]!.text.split("\n");
  const pasted = labelText("d1", found.findings[0]!, found.files, () => true);
  for (const { line, text } of pasted.toSorted((a, b) => b.line - a.line))
    lines.splice(line, 0, text);
  const labelled = [{ path: "main.cpp", text: lines.join("\n") }];
  const labels = labelsOf(labelled);
  expect(labels.length).toBe(1 + found.findings[0]!.chain.length);
  expect(differences(labels, analyse(labelled))).toEqual([]);
});
