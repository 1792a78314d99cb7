import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';

/** Lines on this machine's disk, for what the store cannot take at the moment: each is there to stay once `add` has resolved. */
export class Spool {
  #file: FileHandle | undefined;
  #waiting: { readonly line: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  #writing = false;
  #draining: Promise<void> | undefined;
  #moving: Promise<boolean> | undefined;

  constructor(private readonly path: string) {}

  /** Together with all that came meanwhile: one sync of the disk is enough for them. */
  add(line: string): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ line, done, failed });
      if (!this.#writing) void this.#write();
    });
  }

  /** Hands over what is there, and lets go of it once it was taken. What is added meanwhile waits for the next time. */
  drain(take: (lines: readonly string[]) => Promise<void>): Promise<void> {
    return (this.#draining ??= this.#drain(take).finally(() => (this.#draining = undefined)));
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** What is written from here on goes into another file. */
  async #move(taken: string): Promise<boolean> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
    return (await rename(this.path, taken).then(() => true, whenMissing)) ?? false;
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) {
      // Opened meanwhile, it would be the file that is moved away, and what is in it by the end would go with it.
      await this.#moving?.catch(() => undefined);
      const taken = this.#waiting;
      this.#waiting = [];
      try {
        const text = taken.map(({ line }) => `${line}\n`).join('');
        await this.#append(text);
        for (const { done } of taken) done();
      } catch (error) {
        // How much of it is on the disk, nobody knows: what comes next goes by what is found there.
        await this.#file?.close().catch(() => undefined);
        this.#file = undefined;
        for (const { failed } of taken) failed(error);
      }
    }
    this.#writing = false;
  }

  async #append(text: string): Promise<void> {
    let first = '';
    if (!this.#file) {
      this.#file = await open(this.path, 'a', 0o600);
      // A line that nobody came to the end of, this process or one before it, must not swallow the next one.
      if ((await this.#file.stat()).size > 0) first = '\n';
    }
    await this.#file.appendFile(first + text);
    await this.#file.datasync();
  }

  async #drain(take: (lines: readonly string[]) => Promise<void>): Promise<void> {
    const taken = `${this.path}.taken`;
    // What an earlier time did not come to the end of is first.
    let text = await readFile(taken, 'utf8').catch(whenMissing);
    if (text === undefined) {
      if (this.#writing) return;
      this.#moving = this.#move(taken);
      if (!(await this.#moving)) return;
      text = await readFile(taken, 'utf8').catch(whenMissing);
    }
    // Of a process that is gone, another may have taken it over in the same moment.
    if (text === undefined) return;
    // A line that the process did not come to the end of was never said to be there.
    const lines = text.split('\n').slice(0, -1);
    await take(lines.filter((line) => line !== ''));
    await rm(taken, { force: true });
  }
}

function whenMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
