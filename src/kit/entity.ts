/**
 * An immutable snapshot in the live graph; a change makes a new one. It carries the JSON text of the selections asked
 * of it, so that an unchanged thing is written once (a slot on the object: a WeakMap by identity is slower than no cache).
 */
export abstract class Entity {
  /** By selection number; belongs to the emitter alone. */
  texts: (string | undefined)[] | undefined = undefined;
  /** Which numbering of selections the texts belong to. */
  epoch = 0;
}
