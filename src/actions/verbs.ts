import { scaleVerb } from './apps/scale-app.ts';
import type { RemoteVerb } from './spec.ts';

const VERBS: Readonly<Record<string, RemoteVerb>> = {
  scale: scaleVerb,
};

export function verbOf(name: string): RemoteVerb {
  const verb = VERBS[name];
  if (!verb) throw new Error(`No action has the verb "${name}".`);
  return verb;
}
