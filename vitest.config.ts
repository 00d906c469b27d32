/** Tests run in threads that share their modules: the grammar is loaded once a thread, not once a file. */

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/e2e/**"],
    pool: "threads",
    isolate: false,
    // Against tests that never end; how fast they are is measured elsewhere.
    testTimeout: 120_000,
    reporters: ["default"],
    // A run that finds no test is a failure, not a success.
    passWithNoTests: false,
  },
});
