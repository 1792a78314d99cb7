/** The largest that an Int of GraphQL holds: of what is longer in ms (24.8 days), it says that or more. */
const INT_MAX = 2_147_483_647;

/** A time in ms for a field of type Int: one that does not fit would take the object around it away. */
export const intMs = (ms: number): number => Math.min(Math.max(0, Math.ceil(ms)), INT_MAX);
