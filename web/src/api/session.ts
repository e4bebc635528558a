// Who is signed in.
import {useQuery} from '@tanstack/react-query';
import {ApiError, get, post, remember_csrf, remove, when_signed_out} from './client';
import {client} from './queries';
import type {Me, Permission} from './types';

const key = ['me'];

function welcome(me: Me): Me {
  remember_csrf(me.csrf);
  return me;
}

when_signed_out(() => {
  remember_csrf('');
  client.setQueryData(key, null);
  client.removeQueries({queryKey: ['api']});
});

// null: nobody. Any other failure stays an error: the service may be away.
async function who(): Promise<Me | null> {
  try {
    return welcome(await get<Me>('/me'));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

const asked = {queryKey: key, queryFn: who, staleTime: Infinity};
export const useSession = () => useQuery<Me | null, ApiError>(asked);
export const ask_session = () => client.prefetchQuery(asked); // before anything is drawn
// A new password or second factor renews the session: what it is now comes with the answer.
export const renew_session = (me: Me) => void client.setQueryData(key, welcome(me));
export const refresh_session = () => client.invalidateQueries({queryKey: key});

export interface Credentials {name?: string; password?: string; code?: string; link?: string}
export async function sign_in(credentials: Credentials): Promise<Me> {
  const me = welcome(await post<Me>('/session', credentials));
  client.removeQueries({queryKey: ['api']});
  client.setQueryData(key, me);
  return me;
}

export async function sign_out() {
  await remove('/session').catch(() => undefined);
  remember_csrf('');
  client.setQueryData(key, null);
  client.removeQueries({queryKey: ['api']});
}

export function useMe(): Me {
  const {data} = useSession();
  if (!data) throw new Error('nobody is signed in');
  return data;
}

export const useMay = (permission: Permission) => useSession().data?.permissions.includes(permission) ?? false;
