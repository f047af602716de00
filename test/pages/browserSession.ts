/** The cookies and redirects of a browser, over plain HTTP: one jar, by host. */
export class BrowserSession {
  private readonly jar = new Map<string, Map<string, string>>();

  /** What the browser ends up at. */
  async open(
    url: string,
    method: 'GET' | 'POST' = 'GET',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly url: string; readonly status: number; readonly text: string }> {
    const response = await this.step(url, method, headers);
    const location = response.headers.get('location');
    if (location !== null) return this.open(new URL(location, url).href);
    return { url, status: response.status, text: await response.text() };
  }

  /** One request; redirects are left to the caller. */
  async step(
    url: string,
    method: 'GET' | 'POST' = 'GET',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const { host } = new URL(url);
    const cookies = this.jar.get(host) ?? new Map<string, string>();
    this.jar.set(host, cookies);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { ...(cookie !== '' && { cookie }), ...headers },
      ...(method === 'POST' && { body: new URLSearchParams() }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (/max-age=0(;|$)/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  cookie(url: string, name: string): string | undefined {
    return this.jar.get(new URL(url).host)?.get(name);
  }

  plant(url: string, name: string, value: string): void {
    const { host } = new URL(url);
    this.jar.set(host, (this.jar.get(host) ?? new Map<string, string>()).set(name, value));
  }
}
