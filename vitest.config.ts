/** Tests run in threads that share their modules: the grammar is loaded once a thread, not once a file. */

import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What tests start keeps its cache here, not in the user's folder, and every run begins with none. */
const cache = fileURLToPath(new URL(".tsbuild/test-cache", import.meta.url));
rmSync(cache, { recursive: true, force: true });

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/e2e/**"],
    pool: "threads",
    isolate: false,
    env: { XDG_CACHE_HOME: cache },
    // Against tests that never end; how fast they are is measured elsewhere.
    testTimeout: 120_000,
    reporters: ["default"],
    // A run that finds no test is a failure, not a success.
    passWithNoTests: false,
  },
});
