import type { DecisionRecord } from './model.ts';

/** Whether a decision was against an action: a choice that it turned down, or the plan of a mutation that was blocked. */
export function turnsDown({ rejected, outcome, causes }: Pick<DecisionRecord, 'rejected' | 'outcome' | 'causes'>, action: string): boolean {
  const wanted = lettersOf(action);
  if (wanted === '') return false;
  // Who turns down to scale at all turns down to scale in.
  const isMeant = (choice: string) => choice.startsWith(wanted) || (choice !== '' && wanted.startsWith(choice));
  if (rejected.some(({ choice }) => isMeant(lettersOf(choice)))) return true;
  return outcome === 'BLOCKED' && causes.some((cause) => cause.includes(`: ${action}, `));
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');
