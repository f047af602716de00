/**
 * As much of a browser's XMLHttpRequest, over real HTTP, as DirectLineJS asks for: it is a library for
 * browsers, and Node has none.
 */
export class FetchXmlHttpRequest {
  readyState = 0;
  status = 0;
  response: unknown = null;
  responseType = '';
  timeout = 0;
  withCredentials = false;
  readonly upload = {};
  onreadystatechange: (() => void) | null = null;
  ontimeout: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private method = 'GET';
  private address = '';
  private readonly headers = new Headers();
  private answered = new Headers();
  private readonly aborted = new AbortController();

  open(method: string, address: string): void {
    this.method = method;
    this.address = address;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value);
  }

  getResponseHeader(name: string): string | null {
    return this.answered.get(name);
  }

  abort(): void {
    this.aborted.abort();
  }

  send(body?: string | FormData): void {
    const init = { method: this.method, headers: this.headers, signal: this.aborted.signal };
    fetchLikeABrowser(this.address, body === undefined ? init : { ...init, body })
      .then(async (response) => {
        this.answered = response.headers;
        this.response =
          this.responseType === 'arraybuffer'
            ? await response.arrayBuffer()
            : await response.json().catch(() => null);
        this.status = response.status;
      })
      .catch(() => {
        this.status = 0;
      })
      .finally(() => {
        this.readyState = 4;
        if (!this.aborted.signal.aborted) this.onreadystatechange?.();
      });
  }
}

/**
 * A browser asks again by itself where a connection that it had kept open turns out to be closed, as
 * after a restart of the server; Node's fetch gives up.
 */
async function fetchLikeABrowser(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    const { code } = (error as { cause?: { code?: string } }).cause ?? {};
    if (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET') throw error;
    return fetch(address, init);
  }
}
