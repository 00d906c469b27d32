/** One line on standard error that says how far reading has come, and is gone when it is done. */

import { cutStart } from "../report/displayWidth.ts";
import type { IndexProgress } from "../platform/indexPaths.ts";
import type { Terminal } from "./terminal.ts";

export interface ProgressLine {
  readonly show: (progress: IndexProgress) => void;
  /** Says what happens while nothing can be counted. */
  readonly say: (text: string) => void;
  readonly end: () => void;
}

/** Silent unless standard error is a terminal. */
export function progressLine(terminal: Terminal, quiet: boolean): ProgressLine {
  if (quiet || !terminal.errIsTty) return { show: ignored, say: ignored, end: ignored };
  let last = 0;
  let shown = false;
  const write = (text: string): void => {
    terminal.err(`\r${text}\u001b[K`);
    shown = true;
  };
  return {
    show({ done, total, name }) {
      const now = performance.now();
      // Terminals are slow: ten times a second is as much as anybody sees.
      if (now - last < 100 && done < total) return;
      last = now;
      const head = `reading ${done}/${total} `;
      write(head + cutStart(name, Math.max(10, terminal.errColumns - head.length - 1), "..."));
    },
    say: write,
    end() {
      if (shown) terminal.err("\r\u001b[K");
      shown = false;
    },
  };
}

function ignored(): void {}
