/**
 * Rule sets that Bazel itself would download, as far as loading its own toolchains asks for them: each rule is the one
 * that is built in. So the tests need no network.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const rules = {
  "rules_cc/cc": [
    "cc_binary",
    "cc_import",
    "cc_library",
    "cc_proto_library",
    "cc_test",
    "cc_toolchain",
    "cc_toolchain_suite",
    "fdo_prefetch_hints",
    "fdo_profile",
    "objc_import",
    "objc_library",
  ],
  "rules_java/java": [
    "java_binary",
    "java_import",
    "java_library",
    "java_lite_proto_library",
    "java_package_configuration",
    "java_plugin",
    "java_proto_library",
    "java_runtime",
    "java_test",
    "java_toolchain",
  ],
  "rules_proto/proto": [],
} as const;

export function standIns(folder: string): void {
  for (const [path, names] of Object.entries(rules)) {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, "..", "WORKSPACE"), "");
    writeFileSync(join(folder, path, "BUILD"), "");
    const text = names.map((name) => `def ${name}(**attrs):\n    native.${name}(**attrs)\n`);
    writeFileSync(join(folder, path, "defs.bzl"), text.join("\n"));
  }
}
