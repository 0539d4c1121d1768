import { applyCase, fold, type NameCase } from "@claviger/core/provider";

/** The ways to write a name. Each is worked out once, and only when no better one was found anywhere. */
export class Spelling {
  readonly asked: string;
  readonly #nameCase: NameCase;
  #cased: string | undefined;
  #folded: string | undefined;

  constructor(asked: string, nameCase: NameCase) {
    this.asked = asked;
    this.#nameCase = nameCase;
  }

  /** In the provider's case. */
  get cased(): string {
    this.#cased ??= applyCase(this.asked, this.#nameCase);
    return this.#cased;
  }

  get folded(): string {
    this.#folded ??= fold(this.asked);
    return this.#folded;
  }
}
