/** `waitchain explain <rule>`: the rule's page as it is written. */

import type { RuleId } from "../rules/finding.ts";
import { InputError } from "../platform/inputError.ts";
import { readRulePage } from "../platform/rulePages.ts";
import type { Terminal } from "./terminal.ts";

export async function explain(rule: RuleId, terminal: Terminal): Promise<void> {
  const page = await readRulePage(rule);
  if (page === null)
    throw new InputError(`incomplete installation: the page of rule ${rule} is missing`);
  await terminal.out(page.endsWith("\n") ? page : `${page}\n`);
}
