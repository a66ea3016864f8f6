/** A value created on first use. */

/** Made once, and tried again after a failure. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #making: Promise<T> | undefined;
  #made: { readonly value: T } | undefined;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** The value if it has been made. */
  get value(): T | undefined {
    return this.#made?.value;
  }

  /** Makes the value with the first call; rejects with what `make` rejects with. */
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
