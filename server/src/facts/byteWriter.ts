/** Numbers into bytes that grow as they are needed: small numbers take one byte. Knows nothing of what they mean. */

export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** 0 .. 2^31 - 1, seven bits a byte, lowest first. A negative number is a bug of the caller. */
  uint(value: number): void {
    if (value < 0) throw new Error(`${value} cannot be written`);
    if (this.#length + 5 > this.#bytes.length) this.#grow(5);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** -2^30 .. 2^30 - 1; near 0 on either side takes one byte. */
  int(value: number): void {
    this.uint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Code units, not UTF-8: half of a surrogate pair comes back as it was. */
  text(value: string): void {
    const units = new ByteWriter();
    for (let i = 0; i < value.length; i++) units.uint(value.charCodeAt(i));
    this.uint(units.length);
    this.append(units.written());
  }

  append(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written, not a copy. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(by: number): void {
    const wider = new Uint8Array(2 * this.#bytes.length + by);
    wider.set(this.#bytes);
    this.#bytes = wider;
  }
}
