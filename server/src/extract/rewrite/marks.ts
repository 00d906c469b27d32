/** Codes of the signs that the rules look for, and the kinds of places that code can be in. */

/** Kinds of places. */
export const P = { outside: 0, class: 1, enum: 2, code: 3, list: 4, paren: 5 } as const;

export const LP = 40;
export const RP = 41;
export const LB = 91;
export const RB = 93;
export const LC = 123;
export const RC = 125;
export const SEMI = 59;
export const COLON = 58;
export const COMMA = 44;
export const EQ = 61;
export const LT = 60;
export const GT = 62;
export const STAR = 42;
export const AMP = 38;
export const PLUS = 43;
export const TILDE = 126;
export const DOT = 46;
