import type { FalconPortal } from '../datasources/falcon/portal.ts';
import type { Action } from '../datasources/falcon/portal-model.ts';
import type { ExpressionPort } from './actions/monitoring/port.ts';
import { unlessGone } from './kit/fault.ts';
import { canonicalOf, heldRow, sameRow, type ExpressionRow } from './monitoring/expression.ts';

interface ExpressionPortDeps {
  readonly portal: FalconPortal;
  /** What Falcon is to call; holds a secret. */
  readonly callback: () => string | undefined;
  readonly within: () => AbortSignal;
}

const QUIET = { sms: false, mail: false };

/** An action that tells these teams and, where an address is known, calls Canopy. */
export const actionOf = (teams: readonly string[], url: string | undefined): Action => ({
  ...{ teams, url: url ?? '', callback: url !== undefined },
  ...{ beforeCallback: QUIET, afterCallback: QUIET },
});

/** The pipeline's port on Falcon's expressions. */
export function expressionPort({ portal, callback, within }: ExpressionPortDeps): ExpressionPort {
  const held = async (text: string, signal: AbortSignal): Promise<{ readonly id: number; readonly row: ExpressionRow }[]> => {
    const equal = (await portal.expressions(signal)).filter(({ expression }) => canonicalOf(expression) === text);
    const found: { readonly id: number; readonly row: ExpressionRow }[] = [];
    for (const record of equal) {
      const action = await unlessGone(portal.expressionAction(record.id, signal));
      if (action) found.push({ id: record.id, row: heldRow(record, action, callback()) });
    }
    return found;
  };
  return {
    calls: () => callback() !== undefined,
    expression: async (text, signal) => (await held(text, signal)).map(({ row }) => row),
    changeExpression: async (text, change) => {
      const signal = within();
      const before = 'put' in change ? change.before : change.drop;
      const id = before && (await held(text, signal)).find(({ row }) => sameRow(row, before))?.id;
      if ('put' in change) {
        const { teams, callsCanopy, ...condition } = change.put;
        const action = actionOf(teams, callsCanopy ? callback() : undefined);
        await portal.ensureExpression({ ...condition, expression: text, action, ...(id != null && { id }) }, signal);
      } else if (id != null) await portal.removeExpression(id, signal);
    },
  };
}
