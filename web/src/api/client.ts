// One way to talk to the service: the session's cookie, its CSRF word, and errors that say what to do.
export const base = '/api/v1';

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly what: string,
    readonly where = '',
    readonly next = '',
    readonly second_factor = false,
  ) {
    super(what);
  }
}

export type Query = Record<string, string | number | boolean | undefined | null>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let csrf = '';
export const remember_csrf = (word: string) => {
  csrf = word;
};

let on_signed_out = () => {};
export const when_signed_out = (tell: () => void) => {
  on_signed_out = tell;
};

export function address(path: string, query: Query = {}): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '' && value !== false)
      fields.set(name, value === true ? '1' : String(value));
  const text = fields.toString();
  return base + path + (text ? `?${text}` : '');
}

async function failure(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => null);
  const error = body?.error;
  if (!error) return new ApiError(response.status, 'internal', `${response.status} ${response.statusText}`);
  return new ApiError(response.status, error.code, error.what, error.where, error.next, error.second_factor === true);
}

async function ask(method: Method, path: string, query?: Query, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = {};
  if (method !== 'GET' && csrf) headers['X-Runseal-Csrf'] = csrf;
  const raw = body instanceof Blob || body instanceof ArrayBuffer;
  if (body !== undefined) headers['Content-Type'] = raw ? 'application/octet-stream' : 'application/json';
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers,
      body: body === undefined ? undefined : raw ? (body as BodyInit) : JSON.stringify(body),
      credentials: 'same-origin',
    });
  } catch {
    throw new ApiError(0, 'unavailable', '');
  }
  if (response.ok) return response;
  const error = await failure(response);
  if (error.status === 401 && path !== '/session') on_signed_out();
  throw error;
}

async function json<T>(response: Response): Promise<T> {
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = async <T>(path: string, query?: Query) => json<T>(await ask('GET', path, query));
export const post = async <T>(path: string, body: unknown = {}, query?: Query) =>
  json<T>(await ask('POST', path, query, body));
// With how much of it has gone, which fetch does not tell.
export function upload<T>(path: string, file: Blob, query: Query, sent: (share: number) => void, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(path, query));
    request.responseType = 'json';
    if (csrf) request.setRequestHeader('X-Runseal-Csrf', csrf);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => sent(event.loaded / Math.max(1, event.total));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as T);
      if (request.status === 401) on_signed_out();
      const error = request.response?.error;
      reject(error ? new ApiError(request.status, error.code, error.what, error.where, error.next)
        : new ApiError(request.status, 'internal', `${request.status} ${request.statusText}`));
    };
    request.onerror = () => reject(new ApiError(0, 'unavailable', ''));
    request.onabort = () => reject(new ApiError(0, 'cancelled', ''));
    stop.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
export const put = async <T>(path: string, body: unknown = {}) => json<T>(await ask('PUT', path, undefined, body));
export const patch = async <T>(path: string, body: unknown = {}) => json<T>(await ask('PATCH', path, undefined, body));
export const remove = async <T>(path: string, body?: unknown, query?: Query) =>
  json<T>(await ask('DELETE', path, query, body));
export const get_file = async (path: string, query?: Query) => (await ask('GET', path, query)).blob();
