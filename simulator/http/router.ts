import type { Route } from './route';

/** A route that fits a request, with its parameters; or the methods the path knows instead. */
export type Found =
  | { readonly kind: 'route'; readonly route: Route; readonly params: ReadonlyMap<string, string> }
  | { readonly kind: 'otherMethod' }
  | { readonly kind: 'nothing' };

/** Finds routes by method and path. Segments are compared without case, as Partner Center's gateway does. */
export class Router {
  private readonly compiled: readonly {
    readonly route: Route;
    readonly segments: readonly string[];
  }[];

  constructor(routes: readonly Route[]) {
    this.compiled = routes.map((route) => ({ route, segments: route.path.split('/') }));
  }

  /** The first route in order of registration, so literal paths stand before parameters. */
  find(method: string, path: string): Found {
    const parts = path.split('/');
    let pathKnown = false;
    for (const { route, segments } of this.compiled) {
      const params = matchSegments(segments, parts);
      if (params === undefined) continue;
      if (route.method === method) return { kind: 'route', route, params };
      pathKnown = true;
    }
    return pathKnown ? { kind: 'otherMethod' } : { kind: 'nothing' };
  }
}

function matchSegments(
  segments: readonly string[],
  parts: readonly string[],
): ReadonlyMap<string, string> | undefined {
  if (segments.length !== parts.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (segment.startsWith(':')) {
      const value = decodeSegment(part);
      if (value === undefined || value === '') return undefined;
      params.set(segment.slice(1), value);
    } else if (segment.toLowerCase() !== part.toLowerCase()) {
      return undefined;
    }
  }
  return params;
}

function decodeSegment(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
