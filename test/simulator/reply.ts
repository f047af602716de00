/** One answer, read; tests reach into its JSON by paths such as `items.0.id`. */
export class Reply {
  readonly body: unknown;

  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly raw: string,
  ) {
    this.body = parsed(raw);
  }

  /** What stands at a path of the body; undefined when there is nothing. */
  at(path: string): unknown {
    let value = this.body;
    for (const step of path.split('.')) value = isRecord(value) ? value[step] : undefined;
    return value;
  }

  /** The text at a path; fails when there is none. */
  text(path: string): string {
    const value = this.at(path);
    if (typeof value !== 'string') throw new Error(`No text at ${path} in ${this.raw}`);
    return value;
  }

  /** The list at a path; fails when there is none. */
  list(path = 'items'): readonly unknown[] {
    const value = this.at(path);
    if (!Array.isArray(value)) throw new Error(`No list at ${path} in ${this.raw}`);
    return value;
  }

  /** Status and code together, as in `403/13605`. */
  get refusal(): string {
    return `${this.status}/${String(this.at('code'))}`;
  }
}

function parsed(raw: string): unknown {
  try {
    return JSON.parse(raw.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
