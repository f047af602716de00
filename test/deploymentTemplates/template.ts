import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExpression } from './armExpression';

/** A deployment template, and what in it is a scope of its own. */
export interface Template {
  readonly $schema: string;
  readonly contentVersion: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  readonly outputs?: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
}

export interface Parameter {
  readonly type: string;
  readonly defaultValue?: unknown;
  readonly allowedValues?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly metadata?: { readonly description: string };
}

export interface Resource {
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly dependsOn?: readonly string[];
  readonly properties?: {
    readonly template?: Template;
    readonly siteConfig?: { readonly appSettings: readonly Setting[] };
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly appSettingNames?: readonly string[];
  };
}

export interface Setting {
  readonly name: string;
  readonly value: string;
}

const FOLDER = join(__dirname, '..', '..', 'deploymentTemplates');

/** Every file of both folders by `<folder>/<name>`. */
export function templateFiles(): Readonly<Record<string, string>> {
  const files = ['deployUseExistResourceGroup', 'deployWithNewResourceGroup'].flatMap((folder) =>
    readdirSync(join(FOLDER, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => `${folder}/${name}`),
  );
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
}

/** A template and those nested in it; expressions of one see nothing of another. */
export function scopesOf(template: Template): readonly Template[] {
  const nested = template.resources.flatMap(({ properties }) => properties?.template ?? []);
  return [template, ...nested.flatMap(scopesOf)];
}

/** Every expression of one scope, without those of the templates nested in it. */
export function expressionsOf(template: Template): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (key === 'template') return;
    if (typeof value === 'string') {
      if (isExpression(value)) found.push(value);
    } else if (Array.isArray(value)) {
      value.forEach((one: unknown) => {
        walk(one, '');
      });
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) {
        if (isExpression(name)) found.push(name);
        walk(one, name);
      }
    }
  };
  walk(template, '');
  return found;
}
