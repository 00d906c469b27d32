/** The version of the tool. A test asserts that package.json says the same. */

export const version = "0.1.0";
