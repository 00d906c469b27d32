/**
 * A type as it is written in one file: names unresolved, template arguments kept. What the names mean is
 * the linker's business.
 */

export interface TypeRef {
  /** Qualified name as written, without template arguments: `std::unique_ptr`, `Server`, `auto`, `int`. */
  readonly name: string;
  /** Template arguments in order; a non-type argument is a TypeRef whose name is its text. */
  readonly args: readonly TypeRef[];
  /** Number of `*` and `[]` levels. References are not counted: an access path looks through them. */
  readonly pointers: number;
  /** `&` or `&&`: what the variable names lives elsewhere. */
  readonly reference: boolean;
  /**
   * Set for a function type or function pointer `R (*)(A, B)`: the variable holds something callable. All
   * other properties then describe `R`.
   */
  readonly callable: boolean;
}

export const noType: TypeRef = {
  name: "",
  args: [],
  pointers: 0,
  reference: false,
  callable: false,
};
