import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A type of RAML 1.0 as far as Marathon uses it: a name, or facets. What only concerns the form of texts is not looked at. */
type Type = string | Facets;

interface Facets {
  readonly type?: Type | readonly string[];
  readonly items?: Type;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Type | null>>;
}

interface Library {
  readonly folder: string;
  readonly uses: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Type>>;
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  datetime: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};

const libraries = new Map<string, Library>();

function libraryAt(folder: string, file: string): Library {
  const path = `${folder}/${file}`;
  const known = libraries.get(path);
  if (known) return known;
  const { uses = {}, types = {} } = parse(readFileSync(path, 'utf8')) as Partial<Library>;
  const library = { folder, uses, types };
  libraries.set(path, library);
  return library;
}

/** Where a value is not as a published type says: missing, of another type, null, or not known to the type. */
export function strangers(folder: string, file: string, type: string, value: unknown): string[] {
  return check(libraryAt(folder, file), type, value, '');
}

function check(library: Library, type: Type, value: unknown, path: string): string[] {
  if (typeof type !== 'string') return checkFacets(library, type, value, path);
  const branches = type.split(/[|()]/).flatMap((each) => each.trim() || []);
  if (type.includes('|')) {
    const found = branches.map((branch) => check(library, branch, value, path));
    return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }
  if (type.endsWith('[]')) return checkList(library, type.slice(0, -2), value, path);
  if (type === 'any') return [];
  const scalar = SCALARS[type];
  if (scalar) return typeof value === scalar ? [] : [`${path}: ${scalar} → ${nameOf(value)}`];
  const [place, named] = lookUp(library, type);
  return check(place, named, value, path);
}

function lookUp(library: Library, type: string): readonly [Library, Type] {
  const [space, name] = type.includes('.') ? (type.split('.') as [string, string]) : [undefined, type];
  const place = space === undefined ? library : libraryAt(library.folder, library.uses[space] ?? '');
  const found = place.types[name];
  if (found === undefined) throw new Error(`no type ${type}`);
  return [place, found];
}

function checkFacets(library: Library, facets: Facets, value: unknown, path: string): string[] {
  if (facets.type === 'array') return checkList(library, facets.items ?? 'any', value, path);
  if (facets.enum) return facets.enum.includes(String(value)) ? [] : [`${path}: ${JSON.stringify(value)} is none of its words`];
  const properties = propertiesOf(library, facets);
  if (properties.size === 0 && facets.type !== undefined && facets.type !== 'object' && !Array.isArray(facets.type))
    return check(library, facets.type as Type, value, path);
  return checkObject(properties, value, path);
}

function checkList(library: Library, items: Type, value: unknown, path: string): string[] {
  if (!Array.isArray(value)) return [`${path}: array → ${nameOf(value)}`];
  return [...new Set(value.flatMap((item) => check(library, items, item, `${path}[]`)))];
}

type Properties = ReadonlyMap<string, readonly [Library, Type]>;

/** With those of the types it is made from. */
function propertiesOf(library: Library, facets: Facets): Properties {
  const all = new Map<string, readonly [Library, Type]>();
  for (const parent of [facets.type ?? []].flat()) {
    if (typeof parent !== 'string' || parent in SCALARS || /^(object|array|any)$|[|[]/.test(parent)) continue;
    const [place, named] = lookUp(library, parent);
    if (typeof named !== 'string') for (const [key, each] of propertiesOf(place, named)) all.set(key, each);
  }
  for (const [key, type] of Object.entries(facets.properties ?? {})) all.set(key, [library, type ?? 'string']);
  return all;
}

function checkObject(properties: Properties, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: object → ${nameOf(value)}`];
  const patterns = [...properties].filter(([key]) => key.startsWith('/'));
  const found: string[] = [];
  for (const [key, [library, type]] of properties) {
    const name = key.replace(/\?$/, '');
    if (key.startsWith('/')) continue;
    const at = path === '' ? name : `${path}.${name}`;
    if (name in value) found.push(...check(library, type, (value as Record<string, unknown>)[name], at));
    else if (!key.endsWith('?')) found.push(`${at}: absent`);
  }
  for (const [key, each] of Object.entries(value)) {
    if (properties.size === 0 || properties.has(key) || properties.has(`${key}?`)) continue;
    const [any] = patterns;
    const at = path === '' ? key : `${path}.${key}`;
    if (any) found.push(...check(any[1][0], any[1][1], each, at));
    else found.push(`${at}: extra`);
  }
  return found;
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
