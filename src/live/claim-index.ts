import type { App } from '../apps/model.ts';

/** Apps by the JobName that their label `jobname` claims. */
export class ClaimIndex {
  readonly #keys = new Map<string, Set<string>>();

  changed(before: App | undefined, after: App | undefined): void {
    const [was, is] = [before?.label('jobname'), after?.label('jobname')];
    if (was === is) return;
    if (before && was !== undefined) this.#drop(was, before.key);
    if (after && is !== undefined) this.#keys.set(is, (this.#keys.get(is) ?? new Set()).add(after.key));
  }

  /** Keys of the apps, in their order. */
  of(jobName: string): readonly string[] {
    return [...(this.#keys.get(jobName) ?? [])].sort();
  }

  #drop(label: string, key: string): void {
    const keys = this.#keys.get(label);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(label);
  }
}
