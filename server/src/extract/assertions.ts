/**
 * The assertion macros: which calls say that something holds from there on, and how their arguments say it.
 * A table; must never know what the condition means.
 */

/** `true`: the first argument is the condition. A string: the operator that compares the first two arguments. */
export type Assertion = true | "==" | "!=" | "<" | "<=" | ">" | ">=";

const comparisons = [
  ["EQ", "=="],
  ["NE", "!="],
  ["LT", "<"],
  ["LE", "<="],
  ["GT", ">"],
  ["GE", ">="],
] as const;

const single = [
  "assert",
  "ASSERT",
  "CHECK",
  "DCHECK",
  "PCHECK",
  "ABSL_CHECK",
  "ABSL_DCHECK",
  "ABSL_ASSERT",
  "ABSL_HARDENING_ASSERT",
  "Q_ASSERT",
  "Q_ASSERT_X",
  "BOOST_ASSERT",
  "BOOST_ASSERT_MSG",
  "BOOST_VERIFY",
  "RTC_CHECK",
  "RTC_DCHECK",
  "VERIFY",
  "FOLLY_SAFE_CHECK",
  "FOLLY_SAFE_DCHECK",
  "FB_CHECK",
  "XCHECK",
  "XDCHECK",
  "SEASTAR_ASSERT",
  "SPDK_ASSERT",
  "rocksdb_assert",
  "ceph_assert",
  "ceph_assert_always",
  "g_assert",
  "g_assert_true",
  "poco_assert",
  "poco_assert_dbg",
  "DEBUG_ASSERT",
  "RELEASE_ASSERT",
  "MOZ_ASSERT",
  "MOZ_RELEASE_ASSERT",
  "ASSERT_TRUE",
  "EXPECT_TRUE",
  "TBB_ASSERT",
  "__TBB_ASSERT",
] as const;

const compared = [
  "CHECK_",
  "DCHECK_",
  "ABSL_CHECK_",
  "ABSL_DCHECK_",
  "RTC_CHECK_",
  "RTC_DCHECK_",
  "XCHECK_",
  "XDCHECK_",
  "ASSERT_",
] as const;

const table = new Map<string, Assertion>(single.map((name) => [name, true]));
for (const prefix of compared) {
  for (const [suffix, op] of comparisons) table.set(prefix + suffix, op);
}

export function assertionOf(name: string): Assertion | undefined {
  return table.get(name);
}
