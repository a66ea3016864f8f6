/** A value created on first use. */

/** Created once; creation is retried after a failure. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #making: Promise<T> | undefined;
  #made: { readonly value: T } | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** The value, if it has been created. */
  get value(): T | undefined {
    return this.#made?.value;
  }

  /** Creates the value on the first call; rejects if `make` does. */
  get(): Promise<T> {
    this.#making ??= this.#make().then(
      (value) => {
        this.#made = { value };
        return value;
      },
      (error: unknown) => {
        this.#making = undefined;
        throw error;
      },
    );
    return this.#making;
  }
}
