import { Fault } from '../kit/fault.ts';

export interface RefusedAt {
  readonly nodeId: string;
  readonly jobName: string;
}

/** A field of something that is seen needs more than who asks holds there. */
export class FieldForbidden extends Fault {
  constructor(
    message: string,
    /** Type.field */
    readonly field: string,
    /** Null: it belongs to no node. */
    readonly at: RefusedAt | null,
  ) {
    super('FORBIDDEN', message);
  }
}
