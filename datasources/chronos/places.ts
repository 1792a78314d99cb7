/** Which Chronos to ask: first the one that answered last, and those that just failed at the end. */
export class Places {
  #urls: readonly URL[];

  constructor(urls: readonly string[]) {
    this.#urls = urls.map((url) => new URL(url));
  }

  inTurn(): readonly URL[] {
    return this.#urls;
  }

  answered(url: URL): void {
    this.#urls = [url, ...this.#others(url)];
  }

  failed(url: URL): void {
    this.#urls = [...this.#others(url), url];
  }

  #others(url: URL): URL[] {
    return this.#urls.filter((each) => each !== url);
  }
}

/** A path below a place; a gateway's has a path of its own. */
export const under = (place: URL, path: string): URL => new URL(place.pathname.replace(/\/+$/, '') + path, place.origin);
