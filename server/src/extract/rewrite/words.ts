/**
 * Words by what they may mean to somebody who reads C++ without its macros: keywords, names that are macros by
 * convention, and words of well-known libraries. Tables alone.
 */

/** Kinds of words. */
export const W = {
  plain: 0,
  /** In capitals: by convention a macro, sometimes a type. */
  shout: 1,
  /** Defined in this file as nothing, or as attributes and specifiers alone. */
  mute: 2,
  /** Defined in this file as anything else. */
  macro: 3,
  specifier: 4,
  type: 5,
  classKey: 6,
  enum: 7,
  namespace: 8,
  template: 9,
  /** Words that expect an expression or statement. */
  before: 10,
  /** `if`, `for`, `while`, `switch`, `catch`. */
  head: 11,
  access: 12,
  operator: 13,
  using: 14,
  /** Stand behind a function's parameters. */
  trailer: 15,
  attribute: 16,
  silent: 17,
  typename: 18,
  typeid: 19,
  noexcept: 20,
  decltype: 21,
  new: 22,
  asm: 23,
  qt: 24,
  guard: 25,
  foreach: 26,
  staticAssert: 27,
  case: 28,
  extern: 29,
  typeof: 30,
  foreverWord: 31,
  value: 32,
} as const;

export const words = new Map<string, number>();
for (const [kind, list] of [
  [
    W.specifier,
    "static inline constexpr consteval constinit virtual explicit friend mutable thread_local register typedef const volatile",
  ],
  [
    W.type,
    "void bool int char double float unsigned signed long short auto wchar_t char8_t char16_t char32_t",
  ],
  [W.classKey, "class struct union"],
  [W.enum, "enum"],
  [W.namespace, "namespace"],
  [W.template, "template"],
  [
    W.before,
    "return delete else goto throw do co_return co_yield co_await and or not sizeof alignof try",
  ],
  [W.head, "if for while switch catch"],
  [W.access, "public private protected"],
  [W.operator, "operator"],
  [W.using, "using"],
  [W.trailer, "override final requires"],
  [W.attribute, "__attribute__ __attribute __declspec alignas _Alignas"],
  [
    W.silent,
    "__extension__ __restrict __restrict__ __inline __inline__ __forceinline __cdecl __stdcall __fastcall _Noreturn __signed__ __volatile__",
  ],
  [W.typename, "typename"],
  [W.typeid, "typeid"],
  [W.noexcept, "noexcept"],
  [W.decltype, "decltype"],
  [W.new, "new"],
  [W.asm, "asm __asm__ __asm"],
  [
    W.qt,
    "Q_OBJECT Q_GADGET Q_NAMESPACE Q_PROPERTY Q_ENUM Q_ENUMS Q_FLAG Q_FLAGS Q_INTERFACES Q_CLASSINFO Q_INVOKABLE Q_SLOTS slots Q_DISABLE_COPY Q_DISABLE_MOVE Q_DISABLE_COPY_MOVE Q_DECLARE_METATYPE Q_DECLARE_FLAGS Q_DECLARE_PRIVATE Q_DECLARE_PUBLIC Q_DECLARE_OPERATORS_FOR_FLAGS Q_DECLARE_TYPEINFO Q_DECLARE_INTERFACE Q_DECLARE_TR_FUNCTIONS Q_SIGNALS signals",
  ],
  [W.guard, "SCOPE_EXIT SCOPE_FAIL SCOPE_SUCCESS"],
  [W.foreach, "foreach Q_FOREACH BOOST_FOREACH"],
  [W.foreverWord, "forever Q_FOREVER"],
  [W.staticAssert, "static_assert _Static_assert"],
  [W.case, "case default"],
  [W.extern, "extern"],
  [W.typeof, "typeof __typeof__ __typeof"],
  [W.value, "this true false nullptr NULL EOF TRUE FALSE"],
  [W.macro, "va_arg"],
] as const) {
  for (const word of list.split(" ")) words.set(word, kind);
}

export const shout = /^[A-Z_][A-Z0-9_]*[A-Z][A-Z0-9_]*$/;

/** Bodies of macros that say nothing to us. */
export const muteBody =
  /^(?:\s|\\|__attribute__\s*\(\(.*?\)\)(?!\))|\[\[[^\]]*\]\]|__declspec\s*\([^)]*\)|\b(?:static|inline|extern|constexpr|const|noexcept|__inline__|__inline|__forceinline|__restrict\w*|restrict)\b)*$/s;
