import { wire, type Json } from '../../web.ts';
import type { Action, Portal } from '../portal.ts';
import { bind } from './bind.ts';
import { duplicate, found, matcher, numberIn, paged, Refused, type Call, type Route } from './call.ts';
import { isAdmin, mine, type PortalDeps } from './hostgroups.ts';

/** Templates: strategies that belong together, and the action that their alarms cause. */
export function templateRoutes(deps: PortalDeps): readonly Route[] {
  const { portal } = deps;
  return [
    ['GET', /^\/template$/, ({ query }) => list(query, portal)],
    ['GET', /^\/template_simple$/, ({ query }) => simple(query, portal)],
    ['GET', /^\/template\/([^/]+)$/, ({ params: [id] }) => one(numberIn(id), portal)],
    ['GET', /^\/template\/([^/]+)\/hostgroup$/, ({ params: [id] }) => groupsOf(numberIn(id), portal)],
    ['POST', /^\/template$/, (call) => create(call, deps)],
    ['PUT', /^\/template$/, (call) => update(call, deps)],
    ['DELETE', /^\/template\/([^/]+)$/, ({ params: [id] }) => remove(numberIn(id), deps)],
    ['POST', /^\/template\/action$/, (call) => createAction(call, deps)],
    ['PUT', /^\/template\/action$/, (call) => updateAction(call, deps)],
    [
      'GET',
      /^\/action\/([^/]+)$/,
      ({ params: [id = ''] }) => {
        if (!/^\d+$/.test(id)) throw new Refused('invalid action id');
        return wire(found(portal.actions.find(Number(id))));
      },
    ],
  ];
}

function list(query: URLSearchParams, portal: Portal): Json {
  const rows = paged(matching(query, portal), query);
  return { templates: rows.map((template) => ({ template: wire(template), parent_name: parentOf(template.parent_id, portal) })) };
}

/** Only names are looked up; everything else is zero. */
function simple(query: URLSearchParams, portal: Portal): Json {
  return matching(query, portal).map(({ id, tpl_name }) => ({ id, tpl_name, parent_id: 0, action_id: 0, create_user: '' }));
}

function matching(query: URLSearchParams, portal: Portal) {
  const matches = matcher(query.get('q') ?? '.+');
  return portal.templates.all().filter(({ tpl_name }) => matches(tpl_name));
}

/** Spelled as it is there. */
function one(id: number, portal: Portal): Json {
  const template = found(portal.templates.find(id));
  const action = template.action_id === 0 ? noAction : found(portal.actions.find(template.action_id));
  const stratges = portal.strategies.all().filter(({ tpl_id }) => tpl_id === id);
  return {
    template: wire(template),
    stratges: stratges.map(wire),
    action: wire(action),
    parent_name: parentOf(template.parent_id, portal),
  };
}

function groupsOf(id: number, portal: Portal): Json {
  const template = found(portal.templates.find(id));
  const bound = portal.bindings.filter(({ tpl_id }) => tpl_id === id).flatMap(({ grp_id }) => portal.groups.find(grp_id) ?? []);
  return { template: wire(template), hostgroups: bound.map(wire) };
}

function create(call: Call, { portal, wrote }: PortalDeps): Json {
  const { Name, ParentID, ActionID } = bind(call, 'APICreateTemplateInput', {
    Name: ['name', 'string', 'required'],
    ParentID: ['parent_id', 'int64'],
    ActionID: ['action_id', 'int64'],
  });
  const user = found(call.user);
  free(portal, Name);
  const template = portal.templates.insert({ tpl_name: Name, parent_id: ParentID, action_id: ActionID, create_user: user.name });
  wrote('template.create', Name);
  return wire(template);
}

function update(call: Call, { portal, wrote }: PortalDeps): Json {
  const { Name, ParentID, TplID } = bind(call, 'APIUpdateTemplateInput', {
    Name: ['name', 'string', 'required'],
    ParentID: ['parent_id', 'int64'],
    TplID: ['tpl_id', 'int64', 'required'],
  });
  const user = found(call.user);
  const template = found(portal.templates.find(TplID));
  if (!isAdmin(user)) mine(user, template, "You don't have permission!", 400);
  if (template.tpl_name !== Name) free(portal, Name);
  if (portal.templates.update({ ...template, tpl_name: Name, parent_id: ParentID })) wrote('template.update', TplID);
  return 'template updated';
}

/** With its action, its strategies and its bindings. */
function remove(id: number, { portal, wrote }: PortalDeps): Json {
  const template = found(portal.templates.find(id));
  portal.templates.delete(id);
  portal.actions.delete(template.action_id);
  for (const strategy of portal.strategies.all()) if (strategy.tpl_id === id) portal.strategies.delete(strategy.id);
  portal.unbind(({ tpl_id }) => tpl_id === id);
  wrote('template.delete', id);
  return `template ${id} has been deleted`;
}

/** An action that the template had before stays behind, unused. */
function createAction(call: Call, { portal, wrote }: PortalDeps): Json {
  const { TplId, ...fields } = bind(call, 'APICreateActionToTmplateInput', {
    ...actionFields,
    UIC: ['uic', 'string'],
    TplId: ['tpl_id', 'int64', 'required'],
  });
  const template = portal.templates.find(TplId);
  if (!template) throw new Refused(`template: ${TplId} ; record not found`);
  const action = portal.actions.insert(actionOf({ ...fields }));
  portal.templates.update({ ...template, action_id: action.id });
  wrote('action.create', TplId);
  return `action is created and bind to template: ${TplId}`;
}

function updateAction(call: Call, { portal, wrote }: PortalDeps): Json {
  const { ID, ...fields } = bind(call, 'APIUpdateActionToTmplateInput', {
    ...actionFields,
    UIC: ['uic', 'string'],
    ID: ['id', 'int64', 'required'],
  });
  found(portal.actions.find(ID));
  const changed = portal.actions.update({ id: ID, ...actionOf(fields) });
  if (changed) wrote('action.update', ID);
  return `action is updated, row affected: ${changed ? 1 : 0}`;
}

export const actionFields = {
  URL: ['url', 'string'],
  Callback: ['callback', 'int64'],
  BeforeCallbackSMS: ['before_callback_sms', 'int64'],
  AfterCallbackSMS: ['after_callback_sms', 'int64'],
  BeforeCallbackMail: ['before_callback_mail', 'int64'],
  AfterCallbackMail: ['after_callback_mail', 'int64'],
} as const;

interface ActionInput {
  readonly UIC: string;
  readonly URL: string;
  readonly Callback: number;
  readonly BeforeCallbackSMS: number;
  readonly AfterCallbackSMS: number;
  readonly BeforeCallbackMail: number;
  readonly AfterCallbackMail: number;
}

export const actionOf = (input: ActionInput): Omit<Action, 'id'> => ({
  ...{ uic: input.UIC, url: input.URL, callback: input.Callback },
  ...{ before_callback_sms: input.BeforeCallbackSMS, before_callback_mail: input.BeforeCallbackMail },
  ...{ after_callback_sms: input.AfterCallbackSMS, after_callback_mail: input.AfterCallbackMail },
});

const noAction: Action = {
  ...{ id: 0, uic: '', url: '', callback: 0 },
  ...{ before_callback_sms: 0, before_callback_mail: 0, after_callback_sms: 0, after_callback_mail: 0 },
};

function free(portal: Portal, name: string): void {
  if (portal.templates.all().some(({ tpl_name }) => tpl_name === name)) throw new Refused(duplicate(name, 'idx_tpl_name'));
}

const parentOf = (id: number, portal: Portal) => portal.templates.find(id)?.tpl_name ?? '';
