import { Duplicate } from './failures.ts';

/** False when the key is taken. Asking first would let two replicas both find it free. */
export async function inserted(insert: { execute(): Promise<unknown> }): Promise<boolean> {
  try {
    await insert.execute();
    return true;
  } catch (error) {
    if (error instanceof Duplicate) return false;
    throw error;
  }
}
