/** A decision of the controller, as the API tells it. */
export interface Decided {
  readonly at: string;
  readonly actor: string;
  readonly outcome: string;
  readonly reason: string;
  readonly again: number;
  readonly inputs: readonly { readonly name: string; readonly value: string; readonly source: string | null }[];
  readonly rejected: readonly { readonly choice: string; readonly reason: string }[];
  readonly plan: { readonly steps: readonly { readonly before: string | null; readonly after: string | null }[] } | null;
}

export const DECIDED = `
  at actor outcome reason again inputs { name value source } rejected { choice reason } plan { steps { before after } }`;

const numberIn = (text: string | null | undefined): string => /\d+/.exec(text ?? '')?.[0] ?? '?';

/** From so many containers to so many; the same twice: it is left as it is. */
export function sizesOf({ plan, inputs }: Decided): readonly [from: string, to: string] {
  const step = plan?.steps[0];
  if (step) return [numberIn(step.before), numberIn(step.after)];
  const there = numberIn(inputs.find(({ name }) => name === 'instances')?.value);
  return [there, there];
}

export const isChange = (decided: Decided): boolean => (decided.plan?.steps.length ?? 0) > 0;

/** Without the app and its sizes, which stand before it. */
export const reasonOf = ({ reason }: Decided): string => reason.replace(/^\S+ goes from \d+ to \d+ instances\. /, '');

export function headOf(decided: Decided): string {
  const [from, to] = sizesOf(decided);
  return from === to ? `stays at ${from}` : `${from} -> ${to}`;
}

/** What was seen, and what was not done for what reason. */
export function detailsOf({ inputs, rejected, reason }: Decided): string[] {
  const value = (name: string) => inputs.find((each) => each.name === name)?.value ?? '?';
  const figures = inputs.filter(({ source, value: said }) => source === 'falcon' && !reason.includes(said));
  return [
    `seen: ${value('instances')} wanted, ${value('running')} running, ${value('ready')} ready, ${value('unhealthy')} unhealthy`,
    ...figures.map((each) => `figure: ${each.value}`),
    ...rejected.filter((each) => !each.reason.endsWith(reason)).map((each) => `not done: ${each.choice}, for ${each.reason}`),
  ];
}
